import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Corpus } from '../../../server/src/core/corpus/corpus';
import { loadCorpus } from '../../../server/src/core/corpus/loadCorpus';
import { Catalog } from '../../../server/src/core/works/catalog';

/** A corpus of papers `key: more fields`, of methods `id: paper`, and of themes `theme(child, child)`. */
function corpusOf(parts: {
  readonly papers?: readonly string[];
  readonly methods?: readonly string[];
  readonly themes?: readonly string[];
}): Corpus {
  const lines = (all: readonly string[]) => all.join('\n');
  const papers = (parts.papers ?? []).map((drawn, i) => {
    const [key = '', ...fields] = drawn.split('; ');
    const head = ['---', `key: ${key}`, `title: Title ${i}`, 'year: 2020', 'authors: [{family: F}]'];
    return { path: `${i}.md`, text: lines([...head, ...fields, '---', 'Summary.']) };
  });
  const methods = (parts.methods ?? []).map((drawn, i) => {
    const [id = '', paper = ''] = drawn.split(': ');
    const head = [`id: ${id}`, `name: ${id}`, `paper: ${paper}`, 'fidelity: re-derived'];
    return { path: `${i}.py`, text: lines(['# ---', ...head.map((line) => `# ${line}`), '# ---', 'f()']) };
  });
  const themes = (parts.themes ?? []).map((drawn) => {
    const [id = '', children = ''] = drawn.replace(')', '').split('(');
    const ids = children.split(', ').filter((child) => child !== '');
    const list = ids.map((child) => `{id: ${child}, label: ${child.toUpperCase()}, about: x}`);
    return `- {id: ${id}, label: ${id}, about: x, children: [${list.join(', ')}]}`;
  });
  return loadCorpus({ papers, methods, themes: { path: 'themes.yaml', text: lines(themes) || '[]' } })
    .value;
} // prettier-ignore

test('papers by key, of two with one key that of the earlier corpus', () => {
  const own = corpusOf({ papers: ['a; note: own', 'b'] });
  const shipped = corpusOf({ papers: ['a; note: shipped', 'c'] });
  const catalog = new Catalog([own, shipped]);
  assert.deepEqual(
    catalog.papers.map(({ key }) => key),
    ['a', 'b', 'c'],
  );
  assert.equal(catalog.paper('a')?.note, 'own');
  assert.equal(catalog.paper('d'), undefined);
  assert.equal(new Catalog([]).papers.length, 0);
});

test('papers by identifier, in any spelling of it', () => {
  const catalog = new Catalog([
    corpusOf({
      papers: [
        'new; arxiv: "1511.06422"',
        'old; arxiv: "hep-th/9901001"',
        'both; arxiv: "2409.15371"; doi: "10.1000/ABC"',
      ],
    }),
  ]);
  const table: readonly (readonly ['arxiv' | 'doi', string, string | undefined])[] = [
    ['arxiv', '1511.06422', 'new'],
    ['arxiv', 'hep-th/9901001', 'old'],
    ['arxiv', '2409.15371', 'both'],
    ['doi', '10.1000/abc', 'both'],
    // arXiv registers a DOI for each of its papers.
    ['doi', '10.48550/arxiv.2409.15371', 'both'],
    ['doi', '10.48550/arxiv.1511.06422', 'new'],
    ['arxiv', '10.1000/abc', undefined],
    ['doi', '1511.06422', undefined],
  ];
  for (const [scheme, id, key] of table) {
    assert.equal(catalog.paperOf({ scheme, id })?.key, key, `${scheme}:${id}`);
  }
});

test('an identifier that two papers share is that of the earlier one', () => {
  const paper = (key: string) => corpusOf({ papers: [`${key}; arxiv: "1511.06422"`] });
  const catalog = new Catalog([paper('own'), paper('shipped')]);
  assert.equal(catalog.paperOf({ scheme: 'arxiv', id: '1511.06422' })?.key, 'own');
  assert.equal(catalog.paperOf({ scheme: 'doi', id: '10.48550/arxiv.1511.06422' })?.key, 'own');
});

test('methods by id and by paper', () => {
  const catalog = new Catalog([
    corpusOf({ papers: ['a'], methods: ['m: a', 'n: a'] }),
    corpusOf({ papers: ['b'], methods: ['m: b', 'o: b'] }),
  ]);
  const idsOf = (key: string) => {
    const paper = catalog.paper(key);
    assert.ok(paper);
    return catalog.methodsOf(paper).map(({ id }) => id);
  };
  assert.deepEqual(
    catalog.methods.map(({ id }) => id),
    ['m', 'n', 'o'],
  );
  assert.equal(catalog.method('m')?.paper, 'a');
  assert.equal(catalog.method('x'), undefined);
  assert.deepEqual([idsOf('a'), idsOf('b')], [['m', 'n'], ['o']]);
});

test('themes of several corpora are one tree', () => {
  const catalog = new Catalog([
    corpusOf({ papers: ['a; themes: [x, nowhere, z]'], themes: ['one(x, y)', 'two()'] }),
    corpusOf({ themes: ['one(y, z)', 'three(w)'] }),
  ]);
  assert.deepEqual(
    catalog.themes.map(
      ({ id, children }) => `${id}(${children.map((child) => child.id).join(', ')})`,
    ),
    ['one(x, y, z)', 'two()', 'three(w)'],
  );
  const paper = catalog.paper('a');
  assert.ok(paper);
  assert.deepEqual(catalog.themeLabels(paper), ['X', 'Z']);
});
