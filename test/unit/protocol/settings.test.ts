// Settings as a client sends them: what is taken, what is told, and what stands in its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, readSettings } from '../../../server/src/protocol/settings';

/** From `sent`, the settings differ from the defaults by `changed`, and `problems` are told. */
function check(
  sent: unknown,
  changed: Partial<typeof DEFAULT_SETTINGS>,
  problems: readonly string[] = [],
): void {
  assert.deepEqual(readSettings(sent), { settings: { ...DEFAULT_SETTINGS, ...changed }, problems });
}

test('by default all is on, and no name is ignored', () =>
  assert.deepEqual(DEFAULT_SETTINGS, {
    hover: { enabled: true, mentions: true },
    completion: { citations: true, snippets: true },
    mentions: { ignore: [] },
  }));

const NOTHING: readonly unknown[] = [
  undefined,
  null,
  {},
  'text',
  7,
  [],
  { hover: 7 },
  { other: 1 },
];

for (const sent of NOTHING) {
  test(`nothing of ours in ${JSON.stringify(sent)}`, () => check(sent, {}));
}

test('all of them', () =>
  check(
    {
      hover: { enabled: false, mentions: false },
      completion: { citations: false, snippets: false },
      mentions: { ignore: ['EVA'] },
    },
    {
      hover: { enabled: false, mentions: false },
      completion: { citations: false, snippets: false },
      mentions: { ignore: ['EVA'] },
    },
  ));

test('one of them leaves the others', () =>
  check({ hover: { mentions: false } }, { hover: { enabled: true, mentions: false } }));

test('each wrong value is told by itself, and only it is replaced', () =>
  check(
    {
      hover: { enabled: 'no', mentions: false },
      completion: { citations: 1, snippets: [] },
      mentions: { ignore: ['EVA', 7] },
    },
    { hover: { enabled: true, mentions: false } },
    [
      'The setting paperlens.hover.enabled must be true or false, not "no".',
      'The setting paperlens.completion.citations must be true or false, not 1.',
      'The setting paperlens.completion.snippets must be true or false, not [].',
      'The setting paperlens.mentions.ignore must be a list of texts, not ["EVA",7].',
    ],
  ));
