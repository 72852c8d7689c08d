// Builds what ships, packs it as a .vsix, and checks that the package holds that and nothing else.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listArchive } from './package/listArchive.mjs';
import { runQuietly } from './setup/command.mjs';
import { ROOT } from './setup/paths.mjs';

const MAX_BYTES = 1_500_000;

/** What is inside, all of it and nothing else, in the names that vsce gives it. */
const CONTENT = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package\.json$/,
  /^extension\/readme\.md$/,
  /^extension\/changelog\.md$/,
  /^extension\/LICENSE\.txt$/,
  /^extension\/dist\/(?!.*\.map$)/,
  /^extension\/client\/media\//,
  /^extension\/docs\/pictures\/methods\/[\w-]+\.(?:svg|json)$/,
];

const VSCE_FLAGS = [
  '--no-dependencies',
  // The project has no public repository, so there is no address to complete relative links with.
  ...['--allow-missing-repository', '--no-rewrite-relative-links'],
];

/**
 * @param {string} [folder] The extension's folder.
 * @returns {Promise<string>} The path of the .vsix.
 */
export async function packageExtension(folder = ROOT) {
  const file = packagePath(folder);
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const build = [join(folder, 'esbuild.mjs'), '--production'];
  const pack = [vsce, 'package', ...VSCE_FLAGS, '--out', file];
  // What an earlier build left behind must not ship.
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  await runQuietly('Building what ships', process.execPath, build, { cwd: folder });
  await runQuietly('Packing it', process.execPath, pack, { cwd: folder });
  checkPackage(file);
  return file;
}

/** Where the package of an extension is, or will be. */
export function packagePath(folder = ROOT) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, `${name}-${version}.vsix`);
}

/** Throws when the package holds what must not ship, lacks what must, or is too large. */
export function checkPackage(file) {
  const entries = listArchive(readFileSync(file));
  const { size } = statSync(file);
  for (const { name, bytes } of entries) console.log(`  ${String(bytes).padStart(8)}  ${name}`);
  console.log(`${file}: ${entries.length} files, ${size} bytes`);
  const foreign = entries.filter(({ name }) => !CONTENT.some((rule) => rule.test(name)));
  const absent = CONTENT.filter((rule) => !entries.some(({ name }) => rule.test(name)));
  const problems = [
    ...foreign.map(({ name }) => `${name} must not be in the package`),
    ...absent.map((rule) => `nothing in the package matches ${rule}`),
    ...(size > MAX_BYTES ? [`the package is larger than ${MAX_BYTES} bytes`] : []),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await packageExtension().catch((error) => {
    console.error(`The package could not be made:\n${error.message}`);
    process.exitCode = 1;
  });
}
