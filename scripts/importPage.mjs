// Reads a page of papers (title line, abstract line, …) and tells what is on it.
// usage: node scripts/importPage.mjs FILE [--json]
import { readFile } from 'node:fs/promises';
import { importCore } from './build/importCore.mjs';

const USAGE = 'usage: node scripts/importPage.mjs FILE [--json]';

async function main(args) {
  const flags = args.filter((arg) => arg.startsWith('-'));
  const [file, ...others] = args.filter((arg) => !arg.startsWith('-'));
  if (file === undefined || others.length > 0 || flags.some((flag) => flag !== '--json')) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { importPage } = await importCore({ importPage: 'corpus/pageImport' });
  const { value: records, problems } = importPage(file, await readFile(file, 'utf8'));
  if (flags.includes('--json')) console.log(JSON.stringify(records, null, 2));
  else console.log(`papers: ${records.length}`);
  for (const problem of problems) {
    console.error(`${problem.file}:${problem.line}: ${problem.message}`);
  }
  if (problems.length > 0) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
