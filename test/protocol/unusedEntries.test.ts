// Entries that no note cites, through the real server: told on request, once all notes have been read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-protocol/node';
import { startInBand } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const URI = 'file:///vault/refs.bib';
const LIBRARY = [
  '@misc{one, title = {One Thing}, author = {Fern, A.}, year = 2020}',
  '@misc{two, ids = {second}, title = {Two Things}, author = {Moss, B.}, year = 2021}',
  '@misc{three, title = {Three Things}, author = {Oak, C.}, year = 2022}',
].join('\n');
const TOLD = { diagnostics: { severity: { 'unused-entry': 'hint' } } };

/** What is told of the library when this is in a note that is not open. */
async function told(note: string, settings: unknown = TOLD) {
  const host = new MemoryHost({
    ...shippedFiles(),
    '/vault/refs.bib': LIBRARY,
    '/vault/note.md': note,
  });
  const { editor } = await startInBand({ host, folders: ['/vault'], settings });
  await editor.open(URI, LIBRARY, 'bibtex');
  await editor.request('textDocument/foldingRange', { textDocument: { uri: URI } });
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  return diagnostics;
}

const CASES: readonly [what: string, note: string, keys: readonly string[]][] = [
  ['nothing is cited', 'No citation.', ['one', 'two', 'three']],
  ['by its key or an alias', 'See [@one; @second].', ['three']],
  ['in the front matter', '---\nnocite: "@three, @one"\n---\n', ['two']],
  ['all of them', '---\nnocite: "@*"\n---\n', []],
];

for (const [what, note, keys] of CASES) {
  test(`cited: ${what}`, async () => {
    const found = await told(note);
    assert.deepEqual(
      found.map(({ code, data }): unknown[] => [code, data]),
      keys.map((key) => ['unused-entry', { key }]),
    );
    for (const { severity, tags } of found)
      assert.deepEqual([severity, tags], [DiagnosticSeverity.Hint, [DiagnosticTag.Unnecessary]]);
  });
}

test('nobody is told who has not asked', async () => {
  assert.deepEqual(await told('No citation.', {}), []);
});
