// The snippets that are inserted: their headers, their papers, their syntax for VS Code and for Python.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { test } from 'node:test';
import { parseMethod, type Method } from '../../server/src/core/corpus/method';
import { snippetText } from '../../server/src/core/render/snippetText';
import { loadShipped, readFolder, readText } from '../support/repository';

const files = readFolder('snippets', '.py');
const papers = new Map(loadShipped().value.papers.map((paper) => [paper.key, paper]));

interface Filled {
  /** The text once every tab stop is left as it is proposed, and every choice is made. */
  readonly text: string;
  readonly tabStops: readonly number[];
}

/** Reads VS Code's snippet syntax by its grammar; throws where a person would see the syntax itself. */
class SnippetReader {
  readonly #snippet: string;
  /** Which of the choices is taken everywhere, the last one where there are fewer. */
  readonly #choice: number;
  readonly #tabStops: number[] = [];
  #at = 0;

  constructor(snippet: string, choice: number) {
    this.#snippet = snippet;
    this.#choice = choice;
  }

  read(): Filled {
    const text = this.#until('');
    return { text, tabStops: this.#tabStops };
  }

  /** Text up to one of the letters in `ends`, or to the end where there is none. */
  #until(ends: string): string {
    let text = '';
    for (;;) {
      const letter = this.#snippet[this.#at];
      if (letter === undefined) {
        if (ends === '') return text;
        throw new Error(`The snippet ends before one of "${ends}".`);
      }
      if (ends.includes(letter)) return text;
      this.#at++;
      if (letter === '\\') text += this.#snippet[this.#at++] ?? '';
      else if (letter === '$') text += this.#tabStop();
      else if (letter === '}') throw new Error(`An open "}" stands at ${this.#at}.`);
      else text += letter;
    }
  }

  #tabStop(): string {
    const bare = /^\d+/.exec(this.#snippet.slice(this.#at))?.[0];
    if (bare !== undefined) {
      this.#at += bare.length;
      this.#tabStops.push(Number(bare));
      return '';
    }
    const open = /^\{(\d+)([:|}])/.exec(this.#snippet.slice(this.#at));
    if (!open) throw new Error(`No tab stop follows the dollar at ${this.#at}.`);
    this.#at += open[0].length;
    this.#tabStops.push(Number(open[1]));
    if (open[2] === '}') return '';
    return open[2] === ':' ? this.#default() : this.#chosen();
  }

  #default(): string {
    const text = this.#until('}');
    this.#at++;
    return text;
  }

  #chosen(): string {
    const choices: string[] = [];
    do {
      choices.push(this.#until(',|'));
    } while (this.#snippet[this.#at++] === ',');
    if (this.#snippet[this.#at++] !== '}') throw new Error('A choice is not closed by "|}".');
    assert.ok(choices.every((choice) => choice !== ''));
    return choices[Math.min(this.#choice, choices.length - 1)] ?? '';
  }
}

function inserted(method: Method, choice = 0): Filled {
  return new SnippetReader(snippetText(method, papers.get(method.paper), method), choice).read();
}

function check(method: Method): void {
  assert.ok(papers.has(method.paper), `"${method.paper}" is the key of no paper`);
  const { text, tabStops } = inserted(method);
  // VS Code goes from 1 upwards and ends at 0.
  const numbers = [...new Set(tabStops)].sort((a, b) => a - b);
  assert.deepEqual(numbers, [...numbers.keys()]);
  assert.equal(tabStops[tabStops.length - 1], 0);
  const citing = text.split('\n').filter((line) => line.includes(`[@${method.paper}]`));
  assert.equal(citing.length, 1);
  assert.match(citing[0] ?? '', /^# /);
  assert.ok(text.startsWith(`${citing[0] ?? ''}\n`));
  for (const line of text.split('\n')) assert.ok(line.length <= 100, `too long: ${line}`);
  assert.doesNotMatch(text, /^# ---$/m);
}

/** The lines behind the code call what the code defines, whatever is chosen. */
function checkCall(method: Method): void {
  const defined = new Set(
    [...method.code.matchAll(/^(?:def|class) (\w+)/gm)].map(([, name]) => name ?? ''),
  );
  for (const choice of [0, 1]) {
    const { text } = inserted({ ...method, code: '', imports: [] }, choice);
    const called = [...text.matchAll(/(\w+)\(/g)].map(([, name]) => name ?? '');
    assert.ok(
      called.some((name) => defined.has(name)),
      `nothing in this is defined: ${text}`,
    );
  }
}

/** What `npm run test:mutants` wrote of a snippet, and of which text of it. */
interface Figures {
  readonly tests: number;
  readonly mutants: number;
  readonly killed: number;
  readonly explained: number;
  readonly of: string;
}
const figures = new Map(
  readFolder('test/snippets/mutants', '.json').map(({ path, text }) => [
    basename(path, '.json'),
    JSON.parse(text) as Figures,
  ]),
);

/** As scripts/mutants/run.py makes it: of the code, without its header, and of its tests. */
function fingerprint(id: string): string {
  const code = readText(`snippets/${id}.py`).split('# ---\n').at(-1);
  const tests = readText(`test/snippets/test_${id}.py`);
  return createHash('sha256').update(`${code}\0${tests}`).digest('hex').slice(0, 16);
}

/** Lines that are neither empty nor comment nor docstring. */
function linesOfCode(code: string): number {
  const bare = code.replace(/^[ \t]*"""[\s\S]*?"""[ \t]*$/gm, '');
  return bare.split('\n').filter((line) => !/^\s*(?:#.*)?$/.test(line)).length;
}

test('there are snippets', () => assert.ok(files.length > 0));
test('no figures of snippets that are gone', () => {
  const ids = new Set(files.map(({ path }) => basename(path, '.py')));
  assert.deepEqual(
    [...figures.keys()].filter((id) => !ids.has(id)),
    [],
  );
});

for (const { path, text } of files) {
  const id = basename(path, '.py');
  test(`${id}: its header can be read and names the file`, () => {
    const { value, problems } = parseMethod(path, text);
    assert.deepEqual(problems, []);
    assert.equal(value?.id, id);
  });
  test(`${id}: what is inserted is a snippet, cites its paper once, and calls what it defines`, () => {
    const { value } = parseMethod(path, text);
    assert.ok(value);
    check(value);
    checkCall(value);
  });
  test(`${id}: it is short enough to be read, and says what it is good for`, () => {
    const { value } = parseMethod(path, text);
    assert.ok(value);
    const lines = value.imports.length + linesOfCode(value.code);
    assert.ok(lines <= 80, `${lines} lines of code`);
    assert.ok(value.family !== undefined && value.why !== '' && value.layers.length > 0);
  });
  test(`${id}: its tests notice nine of ten mutants, and every other one is explained`, () => {
    const own = figures.get(id);
    const command = `npm run test:mutants -- ${id}`;
    assert.equal(own?.of, fingerprint(id), `run "${command}": snippet or tests have changed`);
    assert.equal(own.killed + own.explained, own.mutants);
    assert.ok(own.killed >= 0.9 * own.mutants);
  });
}

const methods = files.flatMap(({ path, text }) => parseMethod(path, text).value ?? []);

/** Parses each program of a JSON list, and prints the complaints as one. */
const PARSER = `
import ast, json, sys
def complaint(code):
    try:
        ast.parse(code)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
print(json.dumps([complaint(code) for code in json.load(sys.stdin)]))
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;
const withoutPython =
  'python3 is absent; not checked: that all that is inserted is Python. In CI this is a failure.';
// In CI nobody shall take a skipped check for a passed one.
const skip = !hasPython && process.env.CI !== 'true' && withoutPython;
if (skip !== false) console.log(skip);

test('all that is inserted is Python', { skip }, () => {
  assert.ok(hasPython, withoutPython);
  const programs = methods.flatMap((method) =>
    [0, 1].map((choice) => inserted(method, choice).text),
  );
  // A program that is none shows that the parser would complain.
  const input = JSON.stringify([...programs, 'def broken(:']);
  const { stdout } = spawnSync('python3', ['-c', PARSER], { input, encoding: 'utf8' });
  const complaints = JSON.parse(stdout) as (string | null)[];
  assert.match(complaints.pop() ?? '', /^line 1: /);
  assert.deepEqual(
    complaints.filter((complaint) => complaint !== null),
    [],
  );
});

test('no word that a person types finds two methods', () => {
  const names = methods.flatMap(({ id, name, aliases }) =>
    [...new Set([name, ...aliases].map((alias) => alias.toLowerCase()))].map((alias) => ({
      id,
      alias,
    })),
  );
  const taken = names.filter(({ id, alias }) =>
    names.some((other) => other.alias === alias && other.id !== id),
  );
  assert.deepEqual(taken, []);
});

test('docs/methods.md tells of these methods', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/methodsPage.mjs', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});
