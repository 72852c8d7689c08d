// The words of the abstracts that ship with the corpus: what is in them, and that the script makes them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { contentWords } from '../../server/src/core/index/contentWords';
import { loadShipped } from '../support/repository';
import { testAgainstPage } from '../support/sourcePage';

const { value: corpus } = loadShipped();

function run(...args: readonly string[]) {
  const command = ['scripts/abstractWords.mjs', ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, stderr };
}

testAgainstPage('corpus/words.yaml is what the script makes of the page', (_, file) =>
  assert.deepEqual(run(file, '--check'), { status: 0, stderr: '' }),
);

test('every paper has words, sorted and each once: no sentence can be read from them', () => {
  for (const { key, words = [] } of corpus.papers) {
    assert.ok(words.length >= 20, key);
    assert.deepEqual(words, [...new Set(words)].sort(), key);
  }
});

test('they are words that say something', () => {
  for (const { key, words = [] } of corpus.papers)
    assert.deepEqual(contentWords(words.join(' ')), words, key);
});

for (const args of [[], ['page.txt', '--yaml'], ['page.txt', 'page.txt']]) {
  test(`the script does not understand "${args.join(' ')}"`, () => {
    const { status, stderr } = run(...args);
    assert.equal(status, 2);
    assert.match(stderr, /^usage: /);
  });
}

test('the script names a page that is not there', () => {
  const { status, stderr } = run('missing.txt');
  assert.equal(status, 1);
  assert.match(stderr, /missing\.txt/);
});
