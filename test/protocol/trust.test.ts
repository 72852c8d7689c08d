// Restricted Mode: what a document names outside of the workspace is not read before the person trusts it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInBand } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';

const NOTE = 'file:///vault/note.md';
const SECRET = '/home/me/secret.bib';
const TEXT = '---\nbibliography: [../home/me/secret.bib, inner.bib]\n---\n\n[@secret] [@inner]\n';

async function vault(trusted: boolean) {
  const host = new MemoryHost({
    ...shippedFiles(),
    [SECRET]: '@misc{secret, title = {What Nobody May Read}, year = 2020}',
    '/vault/inner.bib': '@misc{inner, title = {What Lies Inside of It}, year = 2020}',
  });
  const { editor } = await startInBand({
    host,
    folders: ['/vault'],
    initializationOptions: { trusted },
  });
  await editor.open(NOTE, TEXT);
  const hoverOf = async (character: number) =>
    JSON.stringify((await editor.hover(NOTE, { line: 4, character }))?.contents ?? null);
  return { editor, host, hoverOf };
}

test('a library outside of the workspace is not read, one inside is, and the note is told', async () => {
  const { editor, host, hoverOf } = await vault(false);
  assert.equal(await hoverOf(4), 'null');
  assert.match(await hoverOf(14), /What Lies Inside of It/);
  assert.ok(!host.reads.includes(SECRET));
  await host.elapse(300);
  const { diagnostics } = await editor.diagnostics();
  const told = diagnostics.find(({ code }) => code === 'library-unreadable');
  const message = typeof told?.message === 'string' ? told.message : '';
  assert.match(message, /secret\.bib: It lies outside of this workspace/);
});

test('once the workspace is trusted, it is read', async () => {
  const { editor, host, hoverOf } = await vault(false);
  await hoverOf(4);
  await editor.notify('paperlens/trust', undefined);
  assert.match(await hoverOf(4), /What Nobody May Read/);
  assert.ok(host.reads.includes(SECRET));
});

test('in a trusted workspace it is read at once', async () => {
  const { hoverOf } = await vault(true);
  assert.match(await hoverOf(4), /What Nobody May Read/);
});
