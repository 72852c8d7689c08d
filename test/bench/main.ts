// Owns the bench: every figure with what it is compared to, measured in the same run.
import { readFileSync } from 'node:fs';
import type { Corpus } from '../../server/src/core/corpus/corpus';
import { entryRows } from './entries';
import { completionRows, editRows, hoverRows, mentionRows } from './features';
import { print } from './measure';
import { pythonRows } from './python';
import { serverRows } from './serverStart';

async function main(): Promise<void> {
  const corpus = JSON.parse(readFileSync('dist/corpus.json', 'utf8')) as Corpus;
  const server = await serverRows();
  const entries = await entryRows(corpus);
  const rows = [
    ...server.rows,
    ...(await hoverRows(corpus)),
    ...(await completionRows(corpus)),
    ...(await editRows(corpus)),
    ...(await mentionRows(corpus)),
    ...(await pythonRows()),
    ...entries.rows,
  ];
  print(rows);
  console.log(`\nResident memory of the server after its first hover: ${server.memory}.`);
  for (const line of entries.memory) console.log(line);
  console.log('Milliseconds depend on the machine; the ratios are what to compare.');
}

void main();
