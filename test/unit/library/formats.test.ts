import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOf } from '../../../server/src/core/library/formats';

test('the format is told by the ending and by what is inside', () => {
  const json = '[{"id": "a", "type": "book"}]';
  const yaml = 'references:\n- id: a\n';
  const table: readonly (readonly [string, string, string | undefined])[] = [
    ['/a/b.bib', '', 'bibtex'],
    ['/a/b.bibtex', '', 'bibtex'],
    ['/a/b.ris', '', 'ris'],
    ['/a/b.RIS', '', 'ris'],
    ['/a/b.json', json, 'csl-json'],
    ['C:\\a\\b.JSON', json, 'csl-json'],
    ['/a/b.json', ' [] ', 'csl-json'],
    ['/a/b.json', `{"items": ${json}}`, 'csl-json'],
    ['/a/b.json', '[{"id": "broken}, {"id": "a", "type": "book"}]', 'csl-json'],
    ['/a/b.json', '{"name": "package", "version": "1"}', undefined],
    ['/a/b.json', '[{"id": 1, "value": 2}]', undefined],
    ['/a/b.json', '', undefined],
    ['/a/b.json', yaml, undefined],
    ['/a/b.yaml', yaml, 'csl-yaml'],
    ['/a/b.yml', '- id: a\n  title: x\n', 'csl-yaml'],
    ['/a/b.yaml', json, 'csl-json'],
    ['/a/b.yaml', 'project:\n  type: book\n', undefined],
    ['/a/b.yaml', '- one\n- two\n', undefined],
    ['/a/b.txt', json, undefined],
    ['/a/json', json, undefined],
  ];
  for (const [path, text, name] of table)
    assert.equal(formatOf(path, text)?.name, name, `${path}: ${text}`);
});
