// The setting for severities names the same kinds of diagnostics as the code, with the same defaults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SEVERITIES } from '../../server/src/core/features/diagnostics/diagnostic';
import { readText } from '../support/repository';

interface Severity {
  readonly enum: readonly string[];
  readonly default: string;
  readonly description: string;
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<
        Record<string, { readonly properties?: Readonly<Record<string, Severity>> }>
      >;
    }[];
  };
}

const { configuration } = (JSON.parse(readText('package.json')) as Manifest).contributes;
const kinds =
  configuration
    .map(({ properties }) => properties['paperlens.diagnostics.severity']?.properties)
    .find((found) => found !== undefined) ?? {};

test('kinds and defaults', () => {
  const contributed = Object.entries(kinds).map(([code, kind]) => [code, kind.default]);
  assert.deepEqual(Object.fromEntries(contributed), DEFAULT_SEVERITIES);
});

for (const [code, kind] of Object.entries(kinds)) {
  test(`${code}: of any severity, and described`, () => {
    assert.deepEqual(kind.enum, ['error', 'warning', 'information', 'hint', 'off']);
    assert.match(kind.description, /^\p{Lu}.*\.$/u);
  });
}
