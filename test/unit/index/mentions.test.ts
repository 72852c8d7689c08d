import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MentionIndex } from '../../../server/src/core/index/mentionIndex';
import { parseMarkdown } from '../../../server/src/core/syntax/markdown';
import { Catalog } from '../../../server/src/core/works/catalog';
import { loadShipped } from '../../support/repository';
import { LABELLED_NOTES } from './labelledSentences';
import { UNNAMED_NOTES } from './unnamedSentences';

const NOTES = { ...LABELLED_NOTES, ...UNNAMED_NOTES };
const MIN_NOTES = 170;
const MIN_PRECISION = 0.99;
const MIN_RECALL = 0.95;

const LABEL = /⟦([^⟧]*)⟧\{([a-z0-9]+)\}/g;

const catalog = new Catalog([loadShipped().value]);
const index = new MentionIndex(catalog);

interface Marked {
  readonly start: number;
  readonly end: number;
  readonly key: string;
}

interface Score {
  readonly expected: number;
  readonly found: number;
  readonly right: number;
  /** A note each that was read in another way than it is labelled. */
  readonly differences: readonly string[];
}

/** The note without its labels, and where they were. */
function readLabels(labelled: string): { text: string; marks: Marked[] } {
  const marks: Marked[] = [];
  let text = '';
  let at = 0;
  for (const { index: from, 0: label, 1: name = '', 2: key = '' } of labelled.matchAll(LABEL)) {
    text += labelled.slice(at, from);
    marks.push({ start: text.length, end: text.length + name.length, key });
    text += name;
    at = from + label.length;
  }
  return { text: text + labelled.slice(at), marks };
}

function writeLabels(text: string, marks: readonly Marked[]): string {
  let at = 0;
  const parts = marks.map(({ start, end, key }) => {
    const part = `${text.slice(at, start)}⟦${text.slice(start, end)}⟧{${key}}`;
    at = end;
    return part;
  });
  return parts.join('') + text.slice(at);
}

function mentionsOf(text: string, names = index): Marked[] {
  const document = parseMarkdown(text);
  return document.blocks.flatMap((block) =>
    names
      .mentionsIn(document, block)
      .map(({ start, end, paper }) => ({ start, end, key: paper.key })),
  );
}

/** A mention is right if its span and its paper are. */
function score(notes: readonly string[]): Score {
  let [expected, found, right] = [0, 0, 0];
  const differences: string[] = [];
  for (const note of notes) {
    const { text, marks } = readLabels(note);
    const mentions = mentionsOf(text);
    const wanted = new Set(marks.map(({ start, end, key }) => `${start}-${end} ${key}`));
    expected += marks.length;
    found += mentions.length;
    right += mentions.filter(({ start, end, key }) => wanted.has(`${start}-${end} ${key}`)).length;
    const read = writeLabels(text, mentions);
    if (read !== note)
      differences.push(`  expected ${inOneLine(note)}\n  found    ${inOneLine(read)}`);
  }
  return { expected, found, right, differences };
}

function inOneLine(text: string): string {
  return text.replaceAll('\n', '↵');
}

/** The notes of all groups together keep the promise; the message shows every note read otherwise. */
function check(groups: Readonly<Record<string, readonly string[]>>): string {
  const notes = Object.values(groups).flat();
  const { expected, found, right, differences } = score(notes);
  const [precision, recall] = [right / found, right / expected];
  const summary = [
    `${notes.length} notes, ${expected} mentions: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
    ...differences,
  ].join('\n');
  assert.ok(precision >= MIN_PRECISION && recall >= MIN_RECALL, summary);
  return summary;
}

test('labels are read as they are written, and name papers of the corpus', () => {
  for (const note of Object.values(NOTES).flat()) {
    const { text, marks } = readLabels(note);
    assert.equal(writeLabels(text, marks), note);
    for (const { key } of marks) assert.ok(catalog.paper(key), `${key} in: ${note}`);
  }
});

test('mentions are found where a reader finds them', (t) => {
  assert.ok(Object.values(NOTES).flat().length >= MIN_NOTES);
  for (const line of check(NOTES).split('\n')) t.diagnostic(line);
});

test('a name that a person silences is no mention, its paper keeps its other names', () => {
  const silenced = new MentionIndex(catalog, ['LSUV']);
  const { text, marks } = readLabels(
    'LSUV, ⟦layer-sequential unit-variance⟧{mishkin2015all} and ⟦All you need is a good init⟧{mishkin2015all}.',
  );
  assert.deepEqual(mentionsOf(text, silenced), marks);
});
