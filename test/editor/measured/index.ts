// Owns the measurement of completion in the real editor: ours, beside a provider that hands over a whole library.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, eventually, extension, openWith } from '../suite/notes';

const RUNS = 15;
const QUERY = 'see [@neural net<|>]';
const LIBRARY = 'library.bib';

/** The entry that VS Code calls. */
export async function run(): Promise<void> {
  await extension().activate();
  const entries = await entriesOf(LIBRARY);
  const ours = await openWith(QUERY);
  const known = new Set(entries.map(({ key }) => key));
  await eventually(
    'entries of the library are offered',
    () => completed(ours),
    ({ items }) => items.some(({ label }) => known.has(labelOf(label))),
  );
  const taken = await median(ours);
  await closeAll();
  const provider = vscode.languages.registerCompletionItemProvider('plaintext', {
    provideCompletionItems: () => entries.map(asItem),
  });
  const theirs = await openWith(QUERY, 'plaintext');
  const { items } = await completed(theirs);
  assert.ok(items.length >= entries.length);
  const whole = await median(theirs);
  provider.dispose();
  await closeAll();
  const ratio = (whole / taken).toFixed(0);
  console.log(
    `Completion in the editor, ${entries.length} entries: p50 ${taken.toFixed(1)} ms; all of them as items: ${whole.toFixed(0)} ms, ${ratio} times as long.`,
  );
  console.log('1 passed, 0 failed');
}

interface Entry {
  readonly key: string;
  readonly text: string;
}

async function entriesOf(name: string): Promise<Entry[]> {
  const [file] = await vscode.workspace.findFiles(name);
  assert(file, `${name} is not in the workspace`);
  const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
  return text.split(/^(?=@)/m).flatMap((entry) => {
    const key = /^@\w+\{([^,\s]+),/.exec(entry)?.[1];
    return key === undefined ? [] : { key, text: entry };
  });
}

/** With what is needed to find it and to choose. */
function asItem({ key, text }: Entry): vscode.CompletionItem {
  const title = /^ *title *= *\{(.*)/m.exec(text)?.[1] ?? '';
  const item = new vscode.CompletionItem({ label: key, description: title });
  item.filterText = `${key} ${title}`;
  item.documentation = new vscode.MarkdownString(text);
  return item;
}

function completed({ document, selection }: vscode.TextEditor) {
  return vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    selection.active,
  );
}

/** Of several runs, in milliseconds. */
async function median(editor: vscode.TextEditor): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const begun = performance.now();
    await completed(editor);
    taken.push(performance.now() - begun);
  }
  return taken.sort((a, b) => a - b)[RUNS >> 1] ?? 0;
}

function labelOf(label: string | vscode.CompletionItemLabel): string {
  return typeof label === 'string' ? label : label.label;
}
