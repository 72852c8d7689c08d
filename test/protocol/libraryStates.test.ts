// Whatever happens to libraries, on the disk and in the editor, in whatever order: the server ends up knowing what a
// fresh one knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Location } from 'vscode-languageserver-protocol/node';
import { startInBand, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const FILES = ['/vault/a.bib', '/vault/b.bib', '/vault/deep/c.bib'];
const NOTE = '/vault/note.md';
const CLOSING = '@misc{last, title = {The Last of the Entries}, year = 2000}\n';

/** Texts of libraries: whole, empty, broken in the middle, cut in the middle of an entry. */
const TEXTS = [
  '',
  '@misc{one, title = {First of the Entries}, author = {Fern, A.}, year = 2001}\n',
  '@misc{two, title = {Second of the Entries}, year = 2002}\n@misc{three, title={Third of the Entries}}\n',
  '@string{s = "Shared"}\n@misc{one, title = s, year = 2003}\n@misc{three, crossref = {one}}\n',
  `@misc{broken, title = {Never Closed\n${CLOSING}`,
  `${CLOSING}@misc{cut, title = {Half an`,
];

type Step =
  | { readonly kind: 'write' | 'open' | 'change'; readonly file: number; readonly text: number }
  | { readonly kind: 'remove' | 'close' | 'event' | 'rename'; readonly file: number }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'ask' };

const FILE = fc.nat(FILES.length - 1);
const TEXT = fc.nat(TEXTS.length - 1);
const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write', 'open', 'change'), file: FILE, text: TEXT }),
  fc.record({ kind: fc.constantFrom('remove', 'close', 'event', 'rename'), file: FILE }),
  fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.constantFrom(50, 150, 1_200) }),
  fc.record({ kind: fc.constant('ask' as const) }),
);

const uriOf = (path: string) => `file://${path}`;

/** A vault with what stands on its disk and in its editor, so that another one can be made like it. */
class Vault {
  readonly disk = new Map<string, string>([[NOTE, '']]);
  readonly open = new Map<string, string>();
  readonly host: MemoryHost;
  readonly editor: Editor;

  constructor(host: MemoryHost, editor: Editor) {
    [this.host, this.editor] = [host, editor];
  }

  static async start(disk: ReadonlyMap<string, string>): Promise<Vault> {
    const host = new MemoryHost({ ...shippedFiles(), ...Object.fromEntries(disk) });
    const { editor } = await startInBand({ host, folders: ['/vault'] });
    const vault = new Vault(host, editor);
    for (const [path, text] of disk) vault.disk.set(path, text);
    await editor.open(uriOf(NOTE), '[@]');
    return vault;
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'wait') return this.host.elapse(step.milliseconds);
    if (step.kind === 'ask') return void (await this.known());
    const path = FILES[step.file] ?? '';
    const next = FILES[(step.file + 1) % FILES.length] ?? '';
    const text = 'text' in step ? (TEXTS[step.text] ?? '') : '';
    const steps: Readonly<Record<typeof step.kind, () => Promise<void>>> = {
      write: () => this.#write(path, text),
      remove: () => this.#remove(path),
      event: () => this.editor.changeFile(path),
      rename: () => this.#rename(path, next),
      open: () => this.#open(path, text),
      change: () => this.#change(path, text),
      close: () => this.#close(path),
    };
    return steps[step.kind]();
  }

  async #rename(path: string, next: string): Promise<void> {
    const moved = this.disk.get(path);
    if (moved === undefined) return;
    await this.#remove(path);
    await this.#write(next, moved);
  }

  async #open(path: string, text: string): Promise<void> {
    if (this.open.has(path)) return;
    this.open.set(path, text);
    await this.editor.open(uriOf(path), text, 'bibtex');
  }

  async #change(path: string, text: string): Promise<void> {
    if (!this.open.has(path)) return;
    this.open.set(path, text);
    await this.editor.change(uriOf(path), { text });
  }

  async #close(path: string): Promise<void> {
    if (this.open.delete(path)) await this.editor.close(uriOf(path));
  }

  async #write(path: string, text: string): Promise<void> {
    const type = this.disk.has(path) ? 2 : 1;
    this.disk.set(path, text);
    this.host.write(path, text);
    await this.editor.changeFile(path, type);
  }

  async #remove(path: string): Promise<void> {
    if (!this.disk.delete(path)) return;
    this.host.remove(path);
    await this.editor.changeFile(path, 3);
  }

  /** Everything is believed after a while, half-written or gone. */
  async settle(): Promise<void> {
    for (let i = 0; i < 6; i++) {
      await this.known();
      await this.host.elapse(1_500);
    }
  }

  /** What is offered, and where it is defined. */
  async known(): Promise<unknown> {
    const { items } = await this.editor.complete(uriOf(NOTE), { line: 0, character: 2 });
    const labels = items.map(({ label, labelDetails }) => [label, labelDetails]);
    const keys = ['one', 'two', 'three', 'last', 'broken', 'cut'];
    const text = keys.map((key) => `[@${key}]`).join('\n');
    await this.editor.change(uriOf(NOTE), { text });
    const places = await Promise.all(
      keys.map((_, line) =>
        this.editor.request<Location[] | null>('textDocument/definition', {
          textDocument: { uri: uriOf(NOTE) },
          position: { line, character: 3 },
        }),
      ),
    );
    await this.editor.change(uriOf(NOTE), { text: '[@]' });
    return { labels, places };
  }
}

test('after any steps, the same as a fresh server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 14 }), async (steps) => {
      const vault = await Vault.start(new Map([[FILES[0] ?? '', TEXTS[1] ?? '']]));
      for (const step of steps) await vault.take(step);
      await vault.settle();
      const fresh = await Vault.start(vault.disk);
      for (const [path, text] of vault.open) {
        fresh.open.set(path, text);
        await fresh.editor.open(uriOf(path), text, 'bibtex');
      }
      await fresh.settle();
      assert.deepEqual(await vault.known(), await fresh.known());
      assert.deepEqual(vault.editor.errors, []);
    }),
    { numRuns: 40 },
  );
});
