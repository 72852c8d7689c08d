import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bibtex } from '../../../../server/src/core/library/bibtex/bibtex';
import { styleOf } from '../../../../server/src/core/library/bibtex/style';
import { writeEntry } from '../../../../server/src/core/library/bibtex/writeEntry';
import { only } from '../readingSections';

const NEW = {
  type: 'inproceedings',
  key: 'new',
  fields: [
    ['title', 'All you {Need}'],
    ['author', 'A B and C D'],
    ['year', '2016'],
    ['archiveprefix', 'arXiv'],
  ],
} as const;

/** A file and what a new entry looks like in it. */
const HABITS: Readonly<Record<string, readonly [file: string, written: string]>> = {
  'our own, where there is no file yet': [
    '',
    `@inproceedings{new,
  title = {All you {Need}},
  author = {A B and C D},
  year = {2016},
  archiveprefix = {arXiv},
}`,
  ],
  'lined up, without a last comma': [
    `@book{a,
  author    = {A},
  title     = {T},
  booktitle = {B},
  biburl-long = {L},
  year      = {2000}
}`,
    `@inproceedings{new,
  title     = {All you {Need}},
  author    = {A B and C D},
  year      = {2016},
  archiveprefix = {arXiv}
}`,
  ],
  'values lined up behind the sign': [
    `@Book{a,
  author =       "A",
  title =        "T",
  year =         2000
}`,
    `@Inproceedings{new,
  title =        "All you {Need}",
  author =       "A B and C D",
  year =         2016,
  archiveprefix = "arXiv"
}`,
  ],
  'tabs, capitals, no blanks': [
    '@ARTICLE{a,\n\tAUTHOR={A},\n\tTITLE={T},\n\tYEAR={2000}}\n',
    '@INPROCEEDINGS{new,\n\tTITLE={All you {Need}},\n\tAUTHOR={A B and C D},\n\tYEAR={2016},\n\tARCHIVEPREFIX={arXiv}}',
  ],
  'one line an entry': [
    '@misc{a, title = {T}, year = 2000}\n@misc{b, title = {U}, year = 2001}\n',
    '@inproceedings{new, title = {All you {Need}}, author = {A B and C D}, year = 2016, archiveprefix = {arXiv}}',
  ],
  'line ends of Windows, an indented end': [
    '@misc{a,\r\n    title = {T},\r\n    year = {2000},\r\n  }\r\n',
    '@inproceedings{new,\r\n    title = {All you {Need}},\r\n    author = {A B and C D},\r\n    year = {2016},\r\n    archiveprefix = {arXiv},\r\n  }',
  ],
  'that of most entries': [
    `@misc{a, title = "T", year = "2000"}
@misc{b,
 title = {T},
 year = {2000}
}
@misc{c,
 title = {T},
 year = {2000}
}
`,
    `@inproceedings{new,
 title = {All you {Need}},
 author = {A B and C D},
 year = {2016},
 archiveprefix = {arXiv}
}`,
  ],
};

for (const [name, [file, written]] of Object.entries(HABITS)) {
  test(`a new entry in the style of the file: ${name}`, () => {
    assert.equal(writeEntry(NEW, styleOf(file)), written);
  });
}

test('what stands between entries', () => {
  assert.equal(styleOf('@misc{a, x = 1}\n@misc{b}\n@misc{c}').gap, '\n');
  assert.equal(styleOf('@misc{a, x = 1}\r\n\r\n\r\n@misc{b}').gap, '\r\n\r\n\r\n');
  assert.equal(styleOf('@misc{a, x = 1} text @misc{b}').gap, '\n\n');
  assert.equal(styleOf('@misc{a,\r\n x = 1}\r\n').gap, '\r\n\r\n');
});

test('no value breaks the entry, and what it says stays', () => {
  const values = ['a } b', '{', 'a \\} b', 'say "x"', 'a\n@misc{b,\n c', '100%', '{a} {b}', ''];
  for (const file of ['', '@misc{a, title = "T"}']) {
    for (const value of values) {
      const written = writeEntry({ ...NEW, fields: [['title', value]] }, styleOf(file));
      const entry = only(bibtex, written);
      assert.equal(bibtex.fields(entry).length, 1);
      const letters = (text: string) => text.replace(/[^a-z0-9]/gi, '');
      const [{ valueSpan }] = bibtex.fields(entry) as [ReturnType<typeof bibtex.fields>[0]];
      assert.equal(letters(written.slice(valueSpan.start, valueSpan.end)), letters(value));
    }
  }
});
