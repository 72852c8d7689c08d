// The map of the field, as the client asks for it: places, relations, and uses that follow the notes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapRequest, type MapResult, type MapRow } from '../../server/src/protocol/messages';
import { PLACES_FILE } from '../../server/src/workspace/places';
import { startInBand, type Editor } from '../support/inBandServer';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { card, FIELD } from '../support/sampleCorpus';

const NOTE = 'file:///notes/a.md';

async function rowsOf(editor: Editor): Promise<ReadonlyMap<string, MapRow>> {
  const rows = await editor.request<MapResult>(mapRequest);
  return new Map(rows.map((row) => [row.key, row]));
}

async function usesOf(editor: Editor, key: string): Promise<number | undefined> {
  return (await rowsOf(editor)).get(key)?.uses;
}

test('every shipped paper, where the build placed it', async () => {
  const { editor } = await startInBand();
  const rows = await rowsOf(editor);
  assert.equal(rows.size, 119);
  const places = JSON.parse(shippedFiles()[`/shipped/${PLACES_FILE}`] ?? '') as object;
  assert.deepEqual(
    Object.fromEntries([...rows.values()].map(({ key, x, y }) => [key, [x, y]])),
    places,
  );
  for (const { related, theme, themeLabel } of rows.values())
    assert.ok(theme && themeLabel && related.every((key) => rows.has(key)));
});

test('uses follow what an open note cites', async () => {
  const { editor } = await startInBand();
  const key = 'mishkin2015all';
  assert.equal(await usesOf(editor, key), 0);
  await editor.open(NOTE, `As [@${key}; -@${key}] and @${key} show.`);
  assert.equal(await usesOf(editor, key), 3);
  await editor.change(NOTE, { text: `As @${key} shows, not \`@${key}\`.` });
  assert.equal(await usesOf(editor, key), 1);
});

test('papers of a corpus of one’s own have a place beside the shipped ones', async () => {
  const own = Object.entries(FIELD).map(([path, text]) => [`/field/.paperlens/${path}`, text]);
  const files = { ...shippedFiles(), ...(Object.fromEntries(own) as Record<string, string>) };
  const key = 'fern2021hyper';
  const title = '"Growing language models from small ones by HyperCloning"';
  files[`/field/.paperlens/papers/${key}.md`] = card(key, { title });
  const { editor } = await startInBand({ host: new MemoryHost(files), folders: ['/field'] });
  const rows = await rowsOf(editor);
  assert.equal(rows.size, 119 + 5);
  const [own1, alike] = [rows.get(key), rows.get('samragh2024scaling')];
  assert.ok(own1 && alike);
  assert.ok(Math.hypot(own1.x - alike.x, own1.y - alike.y) < 0.25);
});

test('a file of places that cannot be read is logged, and the papers are placed all the same', async () => {
  for (const text of ['{', '[]', '{"mishkin2015all":[1]}', 'null']) {
    const host = new MemoryHost({ ...shippedFiles(), [`/shipped/${PLACES_FILE}`]: text });
    const { editor } = await startInBand({ host });
    const rows = [...(await rowsOf(editor)).values()];
    assert.equal(new Set(rows.map(({ x, y }) => `${x} ${y}`)).size, 119, text);
    assert.match(editor.errors.join('\n'), /corpus-map\.json: the places on the map/);
  }
});
