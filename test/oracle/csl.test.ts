// What Pandoc says of libraries in CSL, and of the keys that it resolves, is what ours have to say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cslJson } from '../../server/src/core/library/cslJson/cslJson';
import { cslYaml, inlineReferences } from '../../server/src/core/library/cslYaml/cslYaml';
import type { Entry } from '../../server/src/core/library/entry';
import type { LibraryFormat } from '../../server/src/core/library/format';
import { PROGRAM } from './pandoc';

const BIBLATEX = String.raw`
@article{mishkin2015all, title = {All you need is a good {I}nit}, author = {Mishkin, Dmytro and Matas, Jiri},
  journal = {arXiv preprint arXiv:1511.06422}, date = {2015-11-19}}
@book{knuth:tex, title = {The {\TeX}book: \emph{a} manual}, author = {Knuth, Donald E.}, year = 1984, publisher = {AW}}
@inproceedings{van+gogh/1, title = {M{\"u}ller's $\mu$-law \& more}, author = {van Gogh, Vincent and {The Group}},
  booktitle = {Proc.}, year = {2001}, doi = {10.1000/ABC}, abstract = {One: two -- "three".}, keywords = {a, b}}
@collection{editors, title = {Collected {"}works{"}}, editor = {Fox, Maria and King, Jr., M. L.}, date = {1999/2001}}
@misc{no_author*, title = {50\% of * and _ and # and [x]}, doi = {10.1000/a_b_c*d*}}
@article{others, title = {Many hands}, author = {First, Anna and others}, date = {2020-05}}
`;

interface CslItem {
  readonly id: string;
  readonly title?: string;
  readonly type: string;
  readonly author?: readonly Readonly<Record<string, string>>[];
  readonly editor?: readonly Readonly<Record<string, string>>[];
  readonly issued?: { readonly 'date-parts'?: readonly (readonly number[])[] };
  readonly DOI?: string;
}

function pandoc(args: readonly string[], input: string): { output: string; messages: string } {
  const { stdout, stderr, status } = spawnSync(PROGRAM, args, { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return { output: stdout, messages: stderr };
}

function entriesOf(format: LibraryFormat, text: string): readonly Entry[] {
  const cut = (start: number, end: number) => text.slice(start, end);
  const { section } = format.readSection(text, 0, Infinity, cut);
  assert.deepEqual(section.problems, []);
  return section.entries;
}

/** Entries by key, as far as both sides say the same in other words. */
function asOurs(items: readonly CslItem[]) {
  return items.map(({ id, type, title = '', author, editor, issued, DOI }) => ({
    key: id,
    type,
    title: title.replace(/<[^>]*>/g, ''),
    authors: (author ?? editor ?? [])
      .map((name) =>
        [name['non-dropping-particle'], name.family, name.suffix, name.literal]
          .filter((part) => part !== undefined)
          .join(' '),
      )
      .filter((name) => name !== 'others'),
    year: issued?.['date-parts']?.[0]?.[0],
    doi: DOI?.toLowerCase(),
  }));
}

function shown(entries: readonly Entry[]) {
  return entries.map(({ key, type, title, authors, year, doi }) => {
    return { key, type, title, authors, year, doi };
  });
}

const json = pandoc(['--from=biblatex', '--to=csljson'], BIBLATEX).output;
const items = JSON.parse(json) as CslItem[];

/** Pandoc curls quotes and dashes, and drops the signs around formulas. */
function plain<T extends { readonly title: string }>(works: readonly T[]): T[] {
  return works.map((work) => ({
    ...work,
    title: work.title
      .replace(/[“”]/g, '"')
      .replace(/[‘’]/g, "'")
      .replaceAll('–', '--')
      .replaceAll('$', ''),
  }));
}

test('CSL-JSON that Pandoc writes says to us what it says to Pandoc', () => {
  const again = pandoc(['--from=csljson', '--to=csljson'], json).output;
  assert.equal(items.length, 6);
  const expected = asOurs(JSON.parse(again) as CslItem[]);
  assert.deepEqual(plain(shown(entriesOf(cslJson, json))), plain(expected));
});

test('CSL-YAML that Pandoc writes says to us what Pandoc reads in it', () => {
  const yaml = pandoc(['--from=csljson', '--to=markdown', '--standalone'], json).output;
  const read = pandoc(['--from=markdown', '--to=csljson'], yaml).output;
  const expected = asOurs(JSON.parse(read) as CslItem[]);
  assert.deepEqual(plain(shown(entriesOf(cslYaml, yaml))), plain(expected));
});

test('inline references are those that Pandoc finds in a note', () => {
  const note = `---
title: A note
references:
- id: first
  title: 'One: *two* [GPT]{.nocase}'
  author: [{family: Roe, given: J.}]
  issued: 2015-05-01
- id: 12
  type: book
  title: >
    Folded
    lines
  issued: {year: 2016}
  author:
  - literal: The Group
- {id: flow, title: "Three", issued: {date-parts: [[2017, 1]]}}
nocite: '@*'
---

Text.
`;
  const read = JSON.parse(pandoc(['--from=markdown', '--to=csljson'], note).output) as CslItem[];
  assert.deepEqual(shown(inlineReferences(note)?.entries ?? []), asOurs(read));
});

test('the keys that Pandoc resolves are our keys, and no alias is among them', () => {
  const library = JSON.stringify([
    { id: 'plain', title: 'A' },
    { id: 12, title: 'B' },
    { id: 'http://zotero.org/users/1/items/AB', 'citation-key': 'smith2020', title: 'C' },
    { id: 'BothTheSame', 'citation-key': 'BothTheSame', title: 'D' },
  ]);
  const entries = entriesOf(cslJson, library);
  const aliases = entries.flatMap((entry) => entry.aliases);
  assert.deepEqual(aliases, ['smith2020']);
  const folder = mkdtempSync(join(tmpdir(), 'paperlens-'));
  try {
    const path = join(folder, 'library.json');
    writeFileSync(path, library);
    const keys = [...entries.map(({ key }) => key), ...aliases];
    const note = keys.map((key) => `[@{${key}}]`).join(' ');
    const { messages } = pandoc(['--citeproc', `--bibliography=${path}`, '--to=plain'], note);
    assert.deepEqual(
      [...messages.matchAll(/citation (\S+) not found/g)].map(([, key]) => key),
      aliases,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
