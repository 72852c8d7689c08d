// Explain This Document: what it says of sources, citations, names and files with faults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainDocument } from '../../../server/src/core/features/explainDocument';
import { card, FIELD, openWorkspace } from '../../support/sampleCorpus';

const NOTE = 'file:///notes/a.md';

/** The sections of the page on a note with this text: what stands under each heading. */
async function sectionsOf(text: string, files = FIELD): Promise<Map<string, string[]>> {
  const workspace = await openWorkspace(files);
  workspace.open(NOTE, 1, 'note', text);
  const [, ...sections] = explainDocument(workspace.snapshot, NOTE).split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [heading = '', ...lines] = section.trim().split('\n');
      return [heading, lines.filter((line) => line !== '')];
    }),
  );
}

/** Under `heading`, the page on `text` says `lines`. */
async function check(text: string, heading: string, lines: readonly string[]): Promise<void> {
  assert.deepEqual((await sectionsOf(text)).get(heading), lines);
}

const FERN = '- Fern 2021, *Roots of plants* · `@fern2021roots`';
const MOSS = '- Moss \\& Fern 2022, *Leaves of plants* · `@moss2022leaves`';

test('the sources, with what they hold', () =>
  check('', 'Papers come from', [
    '- **/field/.paperlens**: 4 papers, 1 methods with code',
    '- **Paperlens corpus**: 0 papers, 0 methods with code',
  ]));

test('what is cited, once each, in order', () =>
  check('[@moss2022leaves; @fern2021roots] and @moss2022leaves', 'Cited', [MOSS, FERN]));

test('what is named and not cited', () =>
  check('RootNet beats [@moss2022leaves].', 'Named in prose and not cited', [FERN]));

test('what is named and cited is cited', async () => {
  await check('RootNet [@fern2021roots]', 'Named in prose and not cited', ['None.']);
  await check('RootNet [@fern2021roots]', 'Cited', [FERN]);
});

test('keys that no source has', () =>
  check('[@nobody1999; @fern2021roots] and @{any.thing.}', 'Keys that no source has', [
    '- `@nobody1999`: it is in none of the corpora above',
    '- `@any.thing.`: it is in none of the corpora above',
  ]));

test('an empty note', async () => {
  await check('', 'Cited', ['No known key.']);
  await check('', 'Named in prose and not cited', ['None.']);
  await check('', 'Keys that no source has', ['None.']);
});

test('a paragraph that is too long to be read', () =>
  check(`RootNet ${'word '.repeat(30_000)}`, 'Left out', [
    '1 paragraph(s) of more than 50,000 characters are not read.',
  ]));

test('files with faults, each with line and reason', async () => {
  const sections = await sectionsOf('', { 'papers/bad.md': card('bad2021', { year: undefined }) });
  assert.deepEqual(sections.get('Files that could not be read in full'), [
    '- `/field/.paperlens/papers/bad.md:1` "year" is missing.',
  ]);
});

test('names of files and keys are shown as they are, whatever is in them', async () => {
  const path = 'papers/`[x](command:y)`.md';
  const sections = await sectionsOf('@{`<b>`}', { [path]: '' });
  const [fault] = sections.get('Files that could not be read in full') ?? [];
  assert.ok(fault?.startsWith(`- \`\`/field/.paperlens/${path}:1\`\` `), fault);
  assert.deepEqual(sections.get('Keys that no source has'), [
    '- `` @`<b>` ``: it is in none of the corpora above',
  ]);
});

test('Python', async () => {
  const workspace = await openWorkspace();
  workspace.open('file:///a.py', 1, 'python', 'x = 1');
  const page = explainDocument(workspace.snapshot, 'file:///a.py');
  assert.match(page, /## This document\n\nPython: methods are completed by name\./);
  assert.doesNotMatch(page, /## Cited/);
});

test('the themes of a corpus', async () => {
  const workspace = await openWorkspace();
  workspace.open('file:///field/.paperlens/themes.yaml', 1, 'themes', '[]');
  const page = explainDocument(workspace.snapshot, 'file:///field/.paperlens/themes.yaml');
  assert.match(page, /## This document\n\nThe themes of a corpus\./);
});

test('a document that is not read', async () => {
  const page = explainDocument((await openWorkspace()).snapshot, 'file:///a.txt');
  assert.match(page, /This document is not one that Paperlens reads/);
  assert.match(page, /## Papers come from/);
});
