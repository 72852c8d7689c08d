// Owns what reading a library costs: for the first time, beside another parser, and again when it was saved.
import { readFileSync } from 'node:fs';
import { plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import type { LibraryIndex } from '../../../server/src/core/index/libraryIndex';
import { decode } from '../../../server/src/workspace/decode';
import { asciiText } from '../../../server/src/workspace/nodeHost';
import { libraryReader } from '../../../server/src/workspace/libraryReader';
import { runAtOnce } from '../../../server/src/workspace/slices';
import { row, time, type Row, type Timing } from '../measure';

const FIRST_LOADS = 5;
const RELOADS = 20;

interface Reading {
  readonly first: Timing;
  readonly again: Timing;
}

/** From bytes to searchable, and the same with a title in the middle changed. */
export async function readingTimes(path: string): Promise<Reading> {
  const bytes = readFileSync(path);
  const changed = withTitleChanged(bytes);
  const first = await time(FIRST_LOADS, () => read(path, bytes), 1);
  let known = read(path, bytes);
  const again = await time(
    RELOADS,
    (run) => {
      const next = read(path, run % 2 === 0 ? changed : bytes, known);
      if (next.library.entries.length !== known.library.entries.length)
        throw new Error('Entries were lost.');
      known = next;
    },
    2,
  );
  return { first, again };
}

export function readingRow(name: string, { first, again }: Reading): Row {
  return row(`${name} saved with one entry changed`, again, {
    what: 'its first load',
    timing: first,
  });
}

/** Another parser needs so many times as long for the same file, though nothing can be found in what it gives. */
export async function parserRow(name: string, path: string, ours: Timing): Promise<Row> {
  const text = readFileSync(path, 'utf8');
  const options = { forceType: '@bibtex/text', generateGraph: false };
  const theirs = await time(3, () => plugins.input.chain(text, options), 1);
  return row(`${name} to searchable`, ours, { what: '@citation-js/plugin-bibtex', timing: theirs });
}

function read(path: string, bytes: Uint8Array, previous?: LibraryIndex): LibraryIndex {
  const index = runAtOnce(libraryReader.read(path, decode(bytes, asciiText), previous));
  if (!index) throw new Error(`${path} is no library.`);
  return index;
}

function withTitleChanged(bytes: Buffer): Buffer {
  const at = bytes.indexOf('title ', Math.floor(bytes.length / 2));
  const opening = bytes.indexOf('{', at) + 1;
  return Buffer.concat([
    bytes.subarray(0, opening),
    Buffer.from('Changed '),
    bytes.subarray(opening),
  ]);
}
