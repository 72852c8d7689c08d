// Owns the measurements of single features in this process: hover, completion, edits, growth.
import { complete } from '../../server/src/core/features/completion/complete';
import { hover } from '../../server/src/core/features/hover/hover';
import type { Corpus } from '../../server/src/core/corpus/corpus';
import { MentionIndex } from '../../server/src/core/index/mentionIndex';
import { noteParser } from '../../server/src/core/syntax/markdownGrammar';
import { parseMarkdown } from '../../server/src/core/syntax/markdown';
import { Catalog } from '../../server/src/core/works/catalog';
import { Workspace } from '../../server/src/workspace/workspace';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { row, time, type Row } from './measure';
import { drawNote, generator, scaled } from './notes';

const RUNS = 300;
const [LONG, SHORT] = [10_000, 1_000];

async function workspaceWith(notes: Readonly<Record<string, string>>): Promise<Workspace> {
  const workspace = new Workspace(new MemoryHost(shippedFiles()));
  await workspace.load([]);
  for (const [uri, text] of Object.entries(notes)) workspace.open(uri, 1, 'note', text);
  return workspace;
}

/** Hover at drawn places of a long note, each after the first parse; the short note is the yardstick. */
export async function hoverRows(corpus: Corpus): Promise<Row[]> {
  const notes = { long: drawNote(corpus, LONG), short: drawNote(corpus, SHORT) };
  const workspace = await workspaceWith(notes);
  const measure = (uri: keyof typeof notes) => {
    const random = generator(7);
    const places = Array.from({ length: RUNS + 20 }, () =>
      Math.floor(random() * notes[uri].length),
    );
    return time(RUNS, (run) =>
      hover(workspace.snapshot, uri, places[run] ?? 0, { actions: true, mentions: true }),
    );
  };
  const short = await measure('short');
  const long = await measure('long');
  return [row('hover, 10,000-word note', long, { what: 'hover, 1,000-word note', timing: short })];
}

/** Completion after each of the queries, typed at the end of the note. */
export async function completionRows(corpus: Corpus): Promise<Row[]> {
  const queries = [
    'm',
    'mish',
    'good init',
    'mishkn',
    'zero ones hadamard',
    'diagonal state space',
  ];
  const texts = (words: number) => {
    const note = drawNote(corpus, words);
    return Object.fromEntries(
      queries.map((query) => [`${words} ${query}`, `${note}\n\nAs in [@${query}`]),
    );
  };
  const all = { ...texts(LONG), ...texts(SHORT) };
  const workspace = await workspaceWith(all);
  const measure = (words: number, chosen = queries) =>
    time(RUNS, (run) => {
      const uri = `${words} ${chosen[run % chosen.length] ?? ''}`;
      return complete(workspace.snapshot, uri, all[uri]?.length ?? 0);
    });
  const short = await measure(SHORT);
  const long = await measure(LONG);
  const exact = await measure(LONG, ['mish']);
  const typo = await measure(LONG, ['mishkn']);
  return [
    row('completion, 1-3 words, 10,000-word note', long, {
      what: 'same, 1,000-word note',
      timing: short,
    }),
    row('completion with a typo', typo, { what: 'completion by prefix', timing: exact }),
  ];
}

/** One letter typed in the middle of a long note, and the note read again. */
export async function editRows(corpus: Corpus): Promise<Row[]> {
  const text = drawNote(corpus, LONG);
  const middle = text.indexOf(' is one way', Math.floor(text.length / 2));
  const fresh = await time(30, () => parseMarkdown(text));
  const bare = await time(30, () => noteParser.parse(text));
  let note = parseMarkdown(text);
  const edited = await time(RUNS, (run) => {
    const at = middle + run;
    const next = note.text.slice(0, at) + 'x' + note.text.slice(at);
    note = parseMarkdown(next, note, [{ fromA: at, toA: at, fromB: at, toB: at + 1 }]);
  });
  return [
    row('10,000-word note read afresh', fresh, { what: 'the Markdown parser alone', timing: bare }),
    row('one letter typed, note read again', edited, { what: 'read afresh', timing: fresh }),
  ];
}

/** All names in a long note, against ten times as many names. The memory of the index is not used. */
export async function mentionRows(corpus: Corpus): Promise<Row[]> {
  const note = parseMarkdown(drawNote(corpus, LONG));
  const half = parseMarkdown(drawNote(corpus, LONG / 2));
  const scan = (catalog: Catalog, document: typeof note) =>
    time(20, () => {
      const fresh = {
        ...document,
        blocks: document.blocks.map((block) => ({ ...block, facts: { ...block.facts } })),
      };
      const index = indexOf(catalog);
      return fresh.blocks.map((block) => index.mentionsIn(fresh, block));
    });
  const indexes = new Map<Catalog, MentionIndex>();
  const indexOf = (catalog: Catalog) => {
    const known = indexes.get(catalog) ?? new MentionIndex(catalog);
    indexes.set(catalog, known);
    return known;
  };
  const small = new Catalog([corpus]);
  const once = await scan(small, note);
  const tenfold = await scan(new Catalog([scaled(corpus, 10)]), note);
  const halfText = await scan(small, half);
  return [
    row('all names in 10,000 words, 119 papers', once, {
      what: 'in 5,000 words',
      timing: halfText,
    }),
    row('all names in 10,000 words, 1,190 papers', tenfold, { what: '119 papers', timing: once }),
  ];
}
