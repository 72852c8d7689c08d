// Writes docs/methods.md from the snippets and the figures of their tests; with --check it only compares.
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importCore } from './build/importCore.mjs';
import { ROOT } from './setup/paths.mjs';

const PAGE = join('docs', 'methods.md');
const FIGURES = join('test', 'snippets', 'mutants');
const PICTURES = join('pictures', 'methods');

const HEAD = `# Methods

Written by \`npm run docs\`; change the headers in \`snippets/\` instead. *Tests* are those of the snippet alone. *Mutants*: how many small
changes of the code (a sign, a constant, a transpose, the order of two axes, …) make them fail; the others are equivalent or harmless
and explained in \`test/snippets/survivors/\`. What differs from the paper stands in the card of each method.
`;

async function main(args) {
  const page = await write();
  if (!args.includes('--check')) return writeFile(join(ROOT, PAGE), page);
  const kept = existsSync(join(ROOT, PAGE)) ? await readFile(join(ROOT, PAGE), 'utf8') : '';
  if (kept !== page) throw new Error(`${PAGE} is stale: run "npm run docs".`);
}

async function write() {
  const core = await importCore({
    parseMethod: 'corpus/method',
    FAMILIES: 'corpus/methodFacets',
    FAMILY_ABOUT: 'corpus/methodFacets',
  });
  const names = (await readdir(join(ROOT, 'snippets'))).filter((name) => name.endsWith('.py'));
  const methods = [];
  const figures = {};
  for (const name of names.sort()) {
    const text = await readFile(join(ROOT, 'snippets', name), 'utf8');
    const { value } = core.parseMethod(name, text);
    if (!value) continue;
    methods.push(value);
    const kept = join(ROOT, FIGURES, `${value.id}.json`);
    if (existsSync(kept)) figures[value.id] = JSON.parse(await readFile(kept, 'utf8'));
  }
  const captions = JSON.parse(
    await readFile(join(ROOT, 'docs', PICTURES, 'captions.json'), 'utf8'),
  );
  const count = `${methods.length} methods, ${sum(figures, 'tests')} tests, ${sum(figures, 'killed')} of ${sum(figures, 'mutants')} mutants killed.`;
  const sections = core.FAMILIES.map((family) =>
    section(family, core.FAMILY_ABOUT[family], methods, figures, captions),
  );
  return [HEAD, count, ...sections].join('\n').trimEnd() + '\n';
}

function section(family, about, methods, figures, captions) {
  const own = methods.filter((method) => method.family === family);
  if (own.length === 0) return '';
  const title = `\n## ${family[0].toUpperCase()}${family.slice(1)}\n\n${about}\n`;
  const slug = family.replaceAll(' ', '-');
  const picture = join(PICTURES, `${slug}.svg`);
  const shown = captions[slug]
    ? `![${captions[slug].title}](${picture})\n\n${captions[slug].caption}\n`
    : '';
  const head =
    '| method | initialises | fidelity | tests | mutants | paper |\n|---|---|---|---:|---:|---|';
  return [title, ...(shown ? [shown] : []), head, ...own.map((one) => row(one, figures))].join(
    '\n',
  );
}

function row({ id, name, initialises, fidelity, paper }, figures) {
  const { tests = 0, killed = 0, mutants = 0 } = figures[id] ?? {};
  const cells = [
    `[${name.replaceAll('[', '\\[').replaceAll(']', '\\]')}](../snippets/${id}.py)`,
    initialises.replaceAll('|', '\\|'),
    fidelity,
    tests,
    `${killed}/${mutants}`,
    `[${paper}](../corpus/papers/${paper}.md)`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function sum(figures, field) {
  return Object.values(figures).reduce((total, one) => total + one[field], 0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
