// Owns small corpora for tests: cards and methods as a person writes them, with what a test does not care about filled in.
import { OWN_CORPUS } from '../../server/src/core/corpus/ownCorpus';
import { Workspace } from '../../server/src/workspace/workspace';
import { MemoryHost } from './memoryHost';

/** Lines of front matter by field, as they stand in the file; `undefined` leaves a field out. */
export type CardFields = Readonly<Record<string, string | undefined>>;

const CARD: CardFields = {
  title: '"Roots of plants"',
  authors: '[{ given: "Ada", family: "Fern" }]',
  year: '2021',
};

/** A card with this key. The body is one sentence unless another is given. */
export function card(
  key: string,
  fields: CardFields = {},
  body = 'Shows that roots grow.',
): string {
  const lines = Object.entries({ key, ...CARD, ...fields }).flatMap(([field, value]) =>
    value === undefined ? [] : [`${field}: ${value}`],
  );
  return ['---', ...lines, '---', body, ''].join('\n');
}

const METHOD: CardFields = {
  name: 'Rooting',
  aliases: '[rooting]',
  family: 'growth',
  initialises: 'the roots of a plant',
  when: 'in spring',
  why: 'a root is a square',
  layers: '[linear]',
  fidelity: 'as in the paper',
  differs: 'nothing known',
  call: 'root_(${1:plant})',
};

/** A snippet module with this id, whose paper has this key. */
export function method(
  id: string,
  paper: string,
  fields: CardFields = {},
  code = 'import math\n\n\ndef root_(plant):\n    return math.sqrt(plant)',
): string {
  const lines = Object.entries({ id, paper, ...METHOD, ...fields }).flatMap(([field, value]) =>
    value === undefined ? [] : [`# ${field}: ${value}`],
  );
  return ['# ---', ...lines, '# ---', '"""Roots."""', '', code, ''].join('\n');
}

/** Two themes of two levels. */
export const THEMES = `
- id: plants
  label: Plants
  about: What grows.
  children:
    - id: roots
      label: Roots
      about: What grows downwards.
    - id: leaves
      label: Leaves
      about: What grows upwards.
- id: animals
  label: Animals
  about: What moves.
  children:
    - id: birds
      label: Birds
      about: What flies.
`;

/** A field of four papers, one of them without a known theme, and one method. */
export const FIELD: Readonly<Record<string, string>> = {
  'themes.yaml': THEMES,
  'papers/fern2021roots.md': card('fern2021roots', {
    names: '[RootNet]',
    themes: '[roots]',
    terms: '[taproot]',
  }),
  'papers/moss2022leaves.md': card('moss2022leaves', {
    title: '"Leaves of plants"',
    authors: '[{ given: "Bo", family: "Moss" }, { given: "Ada", family: "Fern" }]',
    year: '2022',
    themes: '[leaves, roots]',
    code: '"https://example.org/leaves"',
  }),
  'papers/swan2021flight.md': card('swan2021flight', {
    title: '"Flight of birds"',
    authors: '[{ given: "Cy", family: "Swan" }]',
    themes: '[birds]',
  }),
  'papers/pike2020fins.md': card('pike2020fins', {
    title: '"Fins of fish"',
    authors: '[{ given: "Di", family: "Pike" }]',
    year: '2020',
    themes: '[fish]',
  }),
  'snippets/rooting.py': method('rooting', 'fern2021roots'),
};

const NOTHING_SHIPPED = JSON.stringify({ papers: [], themes: [], methods: [] });

/** A workspace that has loaded these files as its own corpus, and nothing else. */
export async function openWorkspace(
  files: Readonly<Record<string, string>> = FIELD,
): Promise<Workspace> {
  const own = Object.entries(files).map(([path, text]) => [`/field/${OWN_CORPUS}/${path}`, text]);
  const host = new MemoryHost({
    '/shipped/corpus.json': NOTHING_SHIPPED,
    ...(Object.fromEntries(own) as Record<string, string>),
  });
  const workspace = new Workspace(host);
  await workspace.load(['/field']);
  return workspace;
}
