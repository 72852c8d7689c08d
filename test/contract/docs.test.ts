// The documents tell of files, links, settings, commands and methods that are there.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import * as messages from '../../server/src/protocol/messages';
import { readText } from '../support/repository';

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
/** Where a path in a document may begin: the root, or a folder that the document speaks of. */
const BASES = ['.', 'server/src', 'server/src/core', 'client/src', 'corpus', 'test'];
/** What a person has in a workspace, not in this repository. */
const IN_WORKSPACES = /^\.paperlens\b/;
const MESSAGES = new Set<unknown>(Object.values(messages));

/** Documents of the project, and their Markdown. */
function documents(): [name: string, text: string][] {
  const decisions = readdirSync('docs/decisions').map((name) => join('docs/decisions', name));
  const names = [...DOCUMENTS, ...decisions, join('examples', 'README.md')];
  return names.map((name) => [name, readText(name)]);
}

/** What stands in code spans and holds a slash, without arguments of commands. */
function pathsIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return spans
    .flatMap((span) => span.split(/\s+/))
    .filter((word) => /^[\w.@<*-]+\/[\w.@<>*/-]*$/.test(word));
}

/** Whether the path is there; `<key>` and `*` stand for any name, and `@` opens the name of a package. */
function isThere(path: string): boolean {
  if (path.startsWith('@')) return existsSync(join('node_modules', path));
  const [folder = '.', name] = /^(.*)\/([^/]*[<*][^/]*)$/.exec(path)?.slice(1) ?? [path];
  return BASES.some((base) => {
    if (!existsSync(join(base, folder))) return false;
    if (name === undefined) return true;
    const literal = name
      .split(/<[^>]*>|\*+/)
      .map((part) => part.replace(/[.+?^$()|[\]\\]/g, '\\$&'));
    return readdirSync(join(base, folder)).some((one) =>
      new RegExp(`^${literal.join('.*')}$`).test(one),
    );
  });
}

function check(complaintsOf: (name: string, text: string) => readonly string[]): void {
  assert.deepEqual(
    documents().flatMap(([name, text]) => complaintsOf(name, text).map((one) => `${name}: ${one}`)),
    [],
  );
}

for (const name of [...DOCUMENTS, 'CHANGELOG.md', 'LICENSE']) {
  test(`${name} is there`, () => assert.ok(existsSync(name)));
}

test('paths in code spans are there', () =>
  check((_, text) =>
    pathsIn(text).filter(
      (path) => !IN_WORKSPACES.test(path) && !MESSAGES.has(path) && !isThere(path),
    ),
  ));

test('a path that is not there is seen', () => {
  assert.deepEqual(pathsIn('See `server/src/main.ts --stdio`, `a b` and `papers/<key>.md`.'), [
    'server/src/main.ts',
    'papers/<key>.md',
  ]);
  assert.ok(isThere('papers/<key>.md') && isThere('lsp/guard.ts') && isThere('docs/'));
  assert.ok(!isThere('papers/<key>.txt') && !isThere('lsp/nothing.ts') && !isThere('nothing/'));
});

test('relative links and pictures resolve', () =>
  check((name, text) =>
    [...text.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)]
      .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/i.test(target))
      .filter((target) => !existsSync(join(dirname(name), decodeURI(target)))),
  ));

/** Without the spaces that align columns of tables. */
const readme = readText('README.md').replace(/ +/g, ' ');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: readonly {
      properties: Readonly<Record<string, { default: unknown }>>;
    }[];
  };
}

test('the README has every setting with its default', () => {
  const { configuration } = (JSON.parse(readText('package.json')) as Manifest).contributes;
  const rows = configuration.flatMap(({ properties }) =>
    Object.entries(properties).map(([name, { default: value }]) => {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      return `| \`${name}\` | \`${shown}\` |`;
    }),
  );
  assert.deepEqual(
    rows.filter((row) => !readme.includes(row)),
    [],
  );
});
