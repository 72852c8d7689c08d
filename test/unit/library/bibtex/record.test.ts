import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import { yearOf } from '../../../../server/src/core/library/bibtex/year';
import { factsOf, only } from '../readingSections';

function entry(fields: string, type = 'misc') {
  return only(bibtex, `@${type}{k, ${fields}}`);
}

test('what an entry is found by', () => {
  const text = `@InProceedings{Mishkin2016,
    author = {Dmytro Mishkin and Ji{\\v r}{\\'\\i} Matas},
    title = {All you need is
             a good {Init}},
    subtitle = {Really},
    ids = {lsuv, Mishkin2015},
    year = 2016,
    doi = {https://doi.org/10.1000/X_1},
    eprint = {1511.06422v7}, archivePrefix = {arXiv},
  }`;
  assert.deepEqual(factsOf(only(bibtex, text)), {
    key: 'Mishkin2016',
    aliases: ['lsuv', 'Mishkin2015'],
    type: 'inproceedings',
    title: 'All you need is a good Init: Really',
    authors: ['Mishkin', 'Matas'],
    year: 2016,
    doi: '10.1000/x_1',
    arxiv: '1511.06422',
  });
});

test('nothing is made up for what is not there', () => {
  assert.deepEqual(factsOf(entry('')), {
    key: 'k',
    aliases: [],
    type: 'misc',
    title: '',
    authors: [],
    year: undefined,
    doi: undefined,
    arxiv: undefined,
  });
});

test('editors stand where there are no authors', () => {
  assert.deepEqual(entry('editor = {Fox, Maria and Poole, David}').authors, ['Fox', 'Poole']);
  assert.deepEqual(entry('editor = {Fox, Maria}, author = {A. Bee}').authors, ['Bee']);
});

test('of a field that is given twice, the last counts', () => {
  assert.equal(entry('title = {One}, Title = {Two}').title, 'Two');
});

test('years', () => {
  const table: Readonly<Record<string, number | undefined>> = {
    1998: 1998,
    ' 1998 ': 1998,
    98: 98,
    '[1998]': 1998,
    '{1998}': 1998,
    'c. 1998': 1998,
    '1998a': 1998,
    '(1998)': 1998,
    '1998--1999': 1998,
    '1998/99': 1998,
    '1998/1999': 1998,
    'May 1998': 1998,
    '{\\noopsort{1973b}}1998': 1998,
    '1998-05-12': 1998,
    '1998-05-12/1999': 1998,
    '19980512': 1998,
    '1998-05-12T10:00:00Z': 1998,
    '1998-21': 1998,
    '1998~': 1998,
    '1998?': 1998,
    '1998%': 1998,
    '1998/..': 1998,
    '1998/': 1998,
    '../1998': 1998,
    '/1998': 1998,
    '199X': 1990,
    '19XX': 1900,
    '19uu': 1900,
    '-0044': -44,
    Y17000: 17000,
    'in press': undefined,
    'volume 12345678901234567890': undefined,
    '10.1998': undefined,
    '': undefined,
  };
  for (const [value, expected] of Object.entries(table)) {
    assert.equal(yearOf(value), expected, value);
  }
});

test('the date stands before the year, whose text may say nothing', () => {
  assert.equal(entry('date = {1998-05}, year = {1997}').year, 1998);
  assert.equal(entry('date = {in press}, year = {1997}').year, 1997);
  assert.equal(entry('year = "1997"').year, 1997);
});

test('DOIs, wherever they stand', () => {
  const table: Readonly<Record<string, string | undefined>> = {
    'doi = {10.1000/ABC}': '10.1000/abc',
    'doi = {doi: 10.1000/abc}': '10.1000/abc',
    'doi = {http://dx.doi.org/10.1000/abc}': '10.1000/abc',
    'doi = {\\url{https://doi.org/10.1000/abc}}': '10.1000/abc',
    'doi = {10.1007/978-3-642-1_1}': '10.1007/978-3-642-1_1',
    'doi = {10.1007/978-3-642-1\\_1}': '10.1007/978-3-642-1_1',
    'doi = {10.1007/978-3-642-1{\\_}1}': '10.1007/978-3-642-1_1',
    'doi = {10.1002/(SICI)1097(1998)17:15/16<1661::AID>3.0.CO;2-2}':
      '10.1002/(sici)1097(1998)17:15/16<1661::aid>3.0.co;2-2',
    'url = {https://doi.org/10.1000/abc}': '10.1000/abc',
    'url = {https://doi.org/10.1000%2Fa%28b%29}': '10.1000/a(b)',
    'doi = {none}, url = {https://doi.org/10.1000/abc}': '10.1000/abc',
    'url = {https://example.org/10.1000/abc}': undefined,
    'doi = {see the page}': undefined,
  };
  for (const [fields, expected] of Object.entries(table)) {
    assert.equal(entry(fields).doi, expected, fields);
  }
});

test('arXiv ids, wherever they stand', () => {
  const table: Readonly<Record<string, string | undefined>> = {
    'eprint = {1511.06422}, eprinttype = {arxiv}': '1511.06422',
    'eprint = {1511.06422v3}, archiveprefix = "arXiv"': '1511.06422',
    'eprint = {arXiv:1511.06422}': '1511.06422',
    'eprint = {hep-th/9901001}, archivePrefix = {arXiv}': 'hep-th/9901001',
    'eprint = {math.GT/0309136}': 'math.gt/0309136',
    'eprint = {12345678}, eprinttype = {pubmed}': undefined,
    'eprint = {1511.06422}, eprinttype = {jstor}': undefined,
    'eprint = {12345678}': undefined,
    'url = {https://arxiv.org/abs/1511.06422v1}': '1511.06422',
    'url = {http://arxiv.org/pdf/hep-th/9901001.pdf}': 'hep-th/9901001',
    'journal = {arXiv preprint arXiv:1511.06422}': '1511.06422',
    'journal = {CoRR}, volume = {abs/1511.06422}': '1511.06422',
    'journal = {CoRR}, volume = {hep-th/9901001}': undefined,
    'howpublished = {arXiv: 1511.06422}': '1511.06422',
    'note = {arXiv:1511.06422 [cs.LG]}': '1511.06422',
    'note = {costs 1511.06422 dollars}': undefined,
    'doi = {10.48550/arXiv.1511.06422}': '1511.06422',
  };
  for (const [fields, expected] of Object.entries(table)) {
    assert.equal(entry(fields).arxiv, expected, fields);
  }
});

test('an entry is open where a value that it is found by may come from elsewhere', () => {
  const table: Readonly<Record<string, boolean>> = {
    'title = {T}, author = {A B}, year = 2000': false,
    'journal = jmlr': false,
    'title = jmlr': true,
    'title = {A } # jmlr': true,
    'year = y2000': true,
    'author = boss # " and A B"': true,
    'title = {T} # jan': false,
    'crossref = {p}': true,
    'title = {T}, author = {A B}, crossref = {p}': true,
    'title = {T}, author = {A B}, date = {2000-01}, crossref = {p}': false,
    'title = {T}, author = {A B}, date = {2000-01}, xdata = {x}': true,
  };
  for (const [fields, expected] of Object.entries(table)) {
    assert.equal(entry(fields).isOpen, expected, fields);
  }
});

test('what is shown of an entry', () => {
  const found = entry(`title = {T}, author = {A B and {The Group} and King, Jr., Martin},
    editor = {C D}, journal = {J. of~X}, publisher = {P \\& Q}, volume = 7, pages = {1--9},
    url = {http://x.org/a\\_b}, abstract = {Some
    {\\em text}.}, keywords = {one, two; three}, date = {2001}`);
  const details = bibtex.details(found, { string: () => undefined, entry: () => undefined });
  assert.deepEqual(details, {
    title: 'T',
    authors: [
      { given: 'A', family: 'B' },
      { family: 'The Group' },
      { given: 'Martin', family: 'King Jr.' },
    ],
    editors: [{ given: 'C', family: 'D' }],
    year: 2001,
    container: 'J. of X',
    publisher: 'P & Q',
    volume: '7',
    pages: '1–9',
    url: 'http://x.org/a_b',
    abstract: 'Some text.',
    keywords: ['one', 'two', 'three'],
  });
});

test('a container has its subtitle', () => {
  const nothing = { string: () => undefined, entry: () => undefined };
  const found = entry('booktitle = {Proc}, booksubtitle = {Sub}');
  assert.equal(bibtex.details(found, nothing).container, 'Proc: Sub');
});

test('of what is not there, nothing is shown', () => {
  const details = bibtex.details(entry('howpublished = {\\url{http://x.org/~a_b}}'), {
    string: () => undefined,
    entry: () => undefined,
  });
  assert.deepEqual(details, {
    title: '',
    authors: [],
    editors: [],
    year: undefined,
    container: undefined,
    publisher: undefined,
    volume: undefined,
    pages: undefined,
    url: 'http://x.org/~a_b',
    abstract: undefined,
    keywords: [],
  });
});
