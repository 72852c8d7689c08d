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

test('by default all is on, no name is ignored, and no library is named', () =>
  assert.deepEqual(DEFAULT_SETTINGS, {
    hover: { enabled: true, mentions: true },
    completion: { citations: true, snippets: true },
    mentions: { ignore: [] },
    libraries: [],
    diagnostics: { enabled: true, severity: {} },
    inlayHints: { citations: 'sparse' },
    codeLens: { headings: false },
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
      libraries: ['~/a.bib'],
      diagnostics: { enabled: false, severity: { 'unknown-key': 'off' } },
      inlayHints: { citations: 'all' },
      codeLens: { headings: true },
    },
    {
      hover: { enabled: false, mentions: false },
      completion: { citations: false, snippets: false },
      mentions: { ignore: ['EVA'] },
      libraries: ['~/a.bib'],
      diagnostics: { enabled: false, severity: { 'unknown-key': 'off' } },
      inlayHints: { citations: 'all' },
      codeLens: { headings: true },
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
      libraries: '~/a.bib',
      diagnostics: { severity: { 'unknown-key': 'loud' } },
      inlayHints: { citations: true },
    },
    {
      hover: { enabled: true, mentions: false },
      diagnostics: { enabled: true, severity: { 'unknown-key': 'warning' } },
    },
    [
      'The setting paperlens.hover.enabled must be true or false, not "no".',
      'The setting paperlens.completion.citations must be true or false, not 1.',
      'The setting paperlens.completion.snippets must be true or false, not [].',
      'The setting paperlens.mentions.ignore must be a list of texts, not ["EVA",7].',
      'The setting paperlens.libraries must be a list of texts, not "~/a.bib".',
      'The setting paperlens.diagnostics.severity.unknown-key must be error, warning, information, hint, off, not "loud".',
      'The setting paperlens.inlayHints.citations must be off, sparse, all, not true.',
    ],
  ));
