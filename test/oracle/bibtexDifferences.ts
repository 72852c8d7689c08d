// Owns where ours reads a .bib file otherwise than Pandoc 2.17, and why. Each is checked to be still there.

interface Difference {
  readonly why: string;
  readonly bib: string;
  /** What ours says, where the other says something else or nothing. */
  readonly ours: Readonly<Record<string, unknown>>;
}

const LENIENT = 'Pandoc reads nothing of the file; ours tells the problem and goes on';
const FORMULA = 'simple formulas read as text, Pandoc keeps the commands';
const COMMAND = 'commands of packages that Pandoc drops with their argument';
const PARTICLE = 'Pandoc takes a name that begins with an accent for a particle';
const ESCAPE = 'TeX escapes in identifiers and addresses are no part of them';

export const DIFFERENCES: readonly Difference[] = [
  { why: LENIENT, bib: '@misc{a, title = {T} year = 2000}', ours: { key: 'a', title: 't', year: 2000 } },
  { why: LENIENT, bib: '@misc{a,\n title = {T,\n year = 2000\n}\n', ours: { title: 't', year: 2000 } },
  { why: LENIENT, bib: '@misc{a b, title = {T}}', ours: { key: 'a b' } },
  {
    why: 'a brace too many loses what follows for Pandoc; ours tells it and goes on',
    bib: '@misc{a, title = {T}}, year = 2000}',
    ours: { title: 't', year: 2000 },
  },
  { why: LENIENT, bib: 'write me@home.org\n@misc{a, title = {T}}', ours: { title: 't' } },
  { why: 'BibTeX knows parentheses around an entry, Pandoc does not', bib: '@misc(a, title = {T})', ours: { title: 't' } },
  { why: LENIENT, bib: '@string{s = "T",} @misc{a, title = s}', ours: { title: 't' } },
  {
    why: 'signs that BibTeX allows in keys and Pandoc does not',
    bib: '@misc{a|b, title = {T}}',
    ours: { key: 'a|b' },
  },
  {
    why: 'braces count behind a backslash for BibTeX and biber, not for Pandoc',
    bib: '@misc{a, title = {A \\}, year = 2000}',
    ours: { title: 'a', year: 2000 },
  },
  {
    why: FORMULA,
    bib: '@misc{a, title = {$\\mu$-law and {\\(\\beta\\)}}}',
    ours: { title: 'μ-law and β' },
  },
  {
    why: COMMAND,
    bib: '@misc{a, title = {\\foo{One} {\\unicode{657}} two}}',
    ours: { title: 'one ʑ two' },
  },
  {
    why: PARTICLE,
    bib: "@misc{a, author = {Miguel {\\'{A}}. P{\\'{e}}rez}}",
    ours: { families: ['pérez'] },
  },
  {
    why: 'a year among other words is one',
    bib: '@misc{a, year = {[1998]}}',
    ours: { year: 1998 },
  },
  { why: 'a year among other words is one', bib: '@misc{a, year = {c. 1998a}}', ours: { year: 1998 } },
  {
    why: 'a blank line in a value is a blank, for Pandoc it is nothing at all',
    bib: '@misc{a, title = {One\n\nTwo}}',
    ours: { title: 'one two' },
  },
  { why: 'a decade is its first year', bib: '@misc{a, date = {199X}}', ours: { year: 1990 } },
  { why: 'a long year of EDTF', bib: '@misc{a, date = {Y17000}}', ours: { year: 17000 } },
  { why: 'a year is counted as it is written', bib: '@misc{a, date = {-0044}}', ours: { year: -44 } },
  { why: 'a range without a start has its end', bib: '@misc{a, date = {../1998}}', ours: { year: 1998 } },
  {
    why: ESCAPE,
    bib: '@misc{a, doi = {10.1007/3-540\\_38}}',
    ours: { doi: '10.1007/3-540_38' },
  },
  {
    why: 'the DOI of proceedings is none of a paper in them',
    bib: '@inproceedings{a, title = {T}, crossref = {p}} @proceedings{p, doi = {10.1000/1}}',
    ours: { doi: '' },
  },
  {
    why: 'the resolver is no part of a DOI',
    bib: '@misc{a, doi = {https://doi.org/10.1000/1}}',
    ours: { doi: '10.1000/1' },
  },
]; // prettier-ignore

/** Fields of entries in bibtexSample.bib. */
export const IN_SAMPLE: Readonly<Record<string, string>> = {
  'DBLP:conf/aaai/MericliV10 families': PARTICLE,
  'DBLP:conf/aaai/SumerAIM11 families': PARTICLE,
  'DBLP:conf/aaai/TangLZZSWWZ20 title': FORMULA,
  'DBLP:conf/aistats/ChenFPDF19 title': FORMULA,
  'DBLP:conf/aistats/WangDY22 title': FORMULA,
  'DBLP:conf/bmvc/CokelekIOEE23 title': COMMAND,
  'DBLP:conf/cidr/FinkelsteinJB09 url': ESCAPE,
  'DBLP:conf/cvpr/EttenHMSWL21 url': ESCAPE,
  'DBLP:conf/cvpr/Liu0Z0L21 url': ESCAPE,
  'DBLP:conf/cvpr/WangWLW21 url': ESCAPE,
  'DBLP:conf/cvpr/Zhang0C18a url': ESCAPE,
  'DBLP:conf/icassp/ChauW018 title': FORMULA,
  'DBLP:conf/icassp/LuoMZZ22 title': FORMULA,
  'DBLP:conf/iccv/AsheshKSPJ23 title': FORMULA,
  'DBLP:conf/iclr/RivkindRAKA22 url': ESCAPE,
  'DBLP:conf/icml/CohenKM19 title': FORMULA,
  'DBLP:conf/icml/WuWGLZSL23 title': FORMULA,
  'DBLP:conf/interspeech/BenwayPHSSB22 title': COMMAND,
  'DBLP:conf/interspeech/ChenHP17 url': ESCAPE,
  'DBLP:conf/interspeech/MeenakshiG17 url': ESCAPE,
  'DBLP:conf/nips/HsuS22 url': ESCAPE,
  'DBLP:conf/soda/BhattiproluGGLT19 title': FORMULA,
  'DBLP:conf/soda/PotapovS17 title': COMMAND,
  'DBLP:conf/stoc/AlekseevGHT20 title': FORMULA,
  'DBLP:conf/stoc/KhotPV12 title': FORMULA,
};
