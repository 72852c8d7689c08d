// The HTML of the map's page allows nothing but its own script and style sheet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapPage } from '../../../client/src/map/mapPage';

const page = mapPage({
  script: 'https://files.example/dist/map.js',
  style: 'https://files.example/dist/map.css',
  cspSource: 'https://files.example',
  nonce: 'n0nce',
});

test('the content policy denies everything else', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  assert.equal(
    policy,
    "default-src 'none'; script-src 'nonce-n0nce'; style-src https://files.example; img-src 'none'",
  );
});

test('the policy stands before anything that it governs', () => {
  const first = page.search(/<(?:script|link|style|img)\b/);
  assert.ok(first > page.indexOf('Content-Security-Policy'));
});

test('the only script carries the nonce, and nothing is written into the page that would run', () => {
  assert.deepEqual(page.match(/<script\b[^>]*>/g), [
    '<script nonce="n0nce" src="https://files.example/dist/map.js">',
  ]);
  assert.doesNotMatch(page, /\son\w+=|\sstyle=|<style|javascript:/i);
});

test('every tab leads to a panel that names it', () => {
  const tabs = [...page.matchAll(/role="tab" id="([\w-]+)" aria-controls="([\w-]+)"/g)];
  assert.equal(tabs.length, 3);
  for (const [, tab, panel] of tabs)
    assert.match(page, new RegExp(`id="${panel}" role="tabpanel" aria-labelledby="${tab}"`));
});
