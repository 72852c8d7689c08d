// package.json and the code name the same commands, views, context keys and settings, in both directions.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import {
  CARD_COMMANDS,
  COMMANDS,
  CONTEXT_KEYS,
  ITEM_CONTEXT,
  PANELS,
  VIEWS,
} from '../../client/src/ids';
import { CARD_COMMANDS as LINKED_COMMANDS } from '../../server/src/core/render/cardLinks';
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from '../../server/src/protocol/settings';
import { readText } from '../support/repository';

interface Placed {
  readonly command: string;
  readonly when?: string;
}

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

interface Manifest {
  readonly main: string;
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: boolean | string;
      readonly restrictedConfigurations?: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly viewsContainers: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly views: Readonly<Record<string, readonly { id: string; name: string; icon: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string; when?: string }[];
    readonly menus: Readonly<Record<string, readonly Placed[]>>;
    readonly keybindings?: readonly Placed[];
    readonly configuration: readonly { properties: Readonly<Record<string, Setting>> }[];
  };
}

const manifest = JSON.parse(readText('package.json')) as Manifest;
const { contributes } = manifest;
const placed = [...Object.values(contributes.menus).flat(), ...(contributes.keybindings ?? [])];
const settings = new Map(
  contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);
/** Read by the language client itself, not by our code. */
const CLIENT_LIBRARY_SETTINGS = ['paperlens.trace.server'];

/** Both sides name the same, in whatever order. */
function check(contributed: readonly string[], inCode: readonly string[]): void {
  assert.deepEqual([...contributed].sort(), [...inCode].sort());
}

test('commands', () =>
  check(
    contributes.commands.map(({ command }) => command),
    Object.values(COMMANDS),
  ));

for (const { command, title, category } of contributes.commands) {
  test(`${command}: named by a verb and a noun, with a title and its category`, () => {
    assert.match(command, /^paperlens\.[a-z]+[A-Z][A-Za-z]*$/);
    assert.equal(category, 'Paperlens');
    assert.match(title, /^\p{Lu}[^.]*[^.\s]$/u);
    assert.doesNotMatch(title, /Paperlens/, 'the category says it already');
  });
}

test('a command is named in code as in its id', () => {
  for (const [name, id] of Object.entries(COMMANDS)) assert.equal(id, `paperlens.${name}`);
});

test('menus and keys run commands that are contributed', () => {
  const known = new Set<string>(Object.values(COMMANDS));
  assert.deepEqual(
    placed.filter(({ command }) => !known.has(command)),
    [],
  );
});

test('links of welcome views run commands that are contributed', () => {
  const known = new Set<string>(Object.values(COMMANDS));
  const links = contributes.viewsWelcome.flatMap(({ contents }) =>
    [...contents.matchAll(/\(command:([^)?]+)/g)].map((match) => match[1] ?? ''),
  );
  assert.ok(links.length > 0);
  assert.deepEqual(
    links.filter((command) => !known.has(command)),
    [],
  );
});

test('cards link to the commands that the client lets them run', () =>
  check(Object.values(LINKED_COMMANDS), CARD_COMMANDS));

test('views and their container', () => {
  const containers = Object.values(contributes.viewsContainers).flat();
  const views = Object.entries(contributes.views);
  check(
    [
      ...containers.map(({ id }) => id),
      ...views.flatMap(([, contained]) => contained.map(({ id }) => id)),
    ],
    Object.values(VIEWS),
  );
  assert.deepEqual(
    views.map(([container]) => container),
    [VIEWS.container],
  );
  for (const { view } of contributes.viewsWelcome) assert.equal(view, VIEWS.themes);
});

test('webview panels wake the extension, which gives them back after a restart', () => {
  const event = /^onWebviewPanel:(.*)$/;
  check(
    manifest.activationEvents.flatMap((one) => event.exec(one)?.[1] ?? []),
    Object.values(PANELS),
  );
});

test('icons and pictures are there', () => {
  const icons = [
    manifest.icon,
    ...Object.values(contributes.viewsContainers).flatMap((all) => all.map(({ icon }) => icon)),
    ...Object.values(contributes.views).flatMap((all) => all.map(({ icon }) => icon)),
  ];
  assert.deepEqual(
    icons.filter((icon) => !existsSync(icon)),
    [],
  );
});

/** What a `when` clause compares, and what with: `view == a`, `!b`, `viewItem =~ /c/`. */
interface Condition {
  readonly key: string;
  readonly value: string | undefined;
}

function conditionsOf(when: string): Condition[] {
  return when.split(/&&|\|\|/).map((part) => {
    const match = /^!?([\w.]+)(?: *(?:==|!=|=~) *(\S+))?$/.exec(part.trim());
    assert.ok(match, `"${part.trim()}" is no condition`);
    return { key: match[1] ?? '', value: match[2] };
  });
}

const conditions = [...placed, ...contributes.viewsWelcome].flatMap(({ when }) =>
  when === undefined ? [] : conditionsOf(when),
);

/** What VS Code knows by itself (its "when clause contexts" reference). */
const VS_CODE_KEYS = ['view', 'viewItem', 'editorLangId', 'editorReadonly', 'editorTextFocus'];

test('when-clauses name context keys that are known, and every one of ours', () => {
  const keys = [...new Set(conditions.map(({ key }) => key))];
  const ours: readonly string[] = Object.values(CONTEXT_KEYS);
  assert.deepEqual(
    keys.filter((key) => !ours.includes(key) && !VS_CODE_KEYS.includes(key)),
    [],
  );
  check(
    keys.filter((key) => key.startsWith('paperlens.')),
    ours,
  );
});

const VALUES: Readonly<Record<string, readonly string[]>> = {
  view: [VIEWS.themes],
  viewItem: Object.values(ITEM_CONTEXT),
  editorLangId: ['markdown', 'quarto', 'rmd', 'python'],
  [CONTEXT_KEYS.grouping]: ['theme', 'year', 'method'],
  [CONTEXT_KEYS.state]: ['starting', 'ready', 'failed'],
};

test('when-clauses compare with values that occur', () => {
  const never = conditions.filter(({ key, value }) => {
    if (value === undefined) return false;
    const pattern = /^\/(.*)\/$/.exec(value)?.[1];
    const fits = (known: string) =>
      pattern === undefined ? known === value : new RegExp(pattern).test(known);
    return !VALUES[key]?.some(fits);
  });
  assert.deepEqual(never, []);
});

/** Every leaf of the defaults, by its path. */
function leavesOf(value: unknown, path: string): [path: string, value: unknown][] {
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value);
  // An object without fields is a setting whose fields the person names.
  if (isLeaf || Object.keys(value).length === 0) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${path}.${name}`));
}

test('settings, with the same defaults', () => {
  const contributed = [...settings]
    .filter(([name]) => !CLIENT_LIBRARY_SETTINGS.includes(name))
    .map(([name, setting]) => [name, setting.default]);
  const inCode = leavesOf(DEFAULT_SETTINGS, SETTINGS_SECTION);
  assert.deepEqual(Object.fromEntries(contributed), Object.fromEntries(inCode));
});

/** The server asks for these once per folder, and for all else once for all documents. */
const FOLDER_SETTINGS = ['paperlens.libraries'];

for (const [name, setting] of settings) {
  test(`${name}: described, of the type of its default, for as much as the server asks`, () => {
    const description = setting.markdownDescription ?? setting.description ?? '';
    assert.match(description, /^\p{Lu}.*\.$/u);
    const type = Array.isArray(setting.default) ? 'array' : typeof setting.default;
    assert.equal(setting.type, type);
    assert.equal(setting.enum?.length, setting.enumDescriptions?.length);
    assert.equal(setting.scope, FOLDER_SETTINGS.includes(name) ? 'resource' : 'window');
  });
}

test('a workspace that is not trusted cannot name files outside of it by its settings', () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  // VS Code heeds the list only with this word.
  assert.equal(supported, 'limited');
  assert.deepEqual(restrictedConfigurations, ['paperlens.libraries']);
});

test('scripts run files that are there', () => {
  const files = Object.values(manifest.scripts).flatMap((script) =>
    [...script.matchAll(/node (\S+\.mjs)/g)].map((match) => match[1] ?? ''),
  );
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter((file) => !existsSync(file)),
    [],
  );
});

test('the types of VS Code are those of the oldest version that is served', () => {
  const minor = (version: string | undefined) => /\d+\.\d+/.exec(version ?? '')?.[0];
  assert.equal(minor(manifest.devDependencies['@types/vscode']), minor(manifest.engines.vscode));
});

test('the built client is where the manifest says', () =>
  assert.equal(manifest.main, './dist/client.js'));
