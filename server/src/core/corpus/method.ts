// Owns what a method is: an algorithm with a snippet, read from one file of snippets/.
import { FieldReader } from './fieldReader';
import { parseFrontMatter } from './frontMatterFile';
import { ACTIVATIONS, FAMILIES, GOALS, LAYERS, NEEDS, type MethodFacets } from './methodFacets';
import type { Parsed } from './problem';

export const FIDELITIES = [
  'as in the official code',
  'as in the paper',
  're-derived',
  'in the spirit of',
] as const;
export type Fidelity = (typeof FIDELITIES)[number];

export interface Method extends MethodFacets {
  readonly id: string;
  readonly name: string;
  /** Key of the paper that describes it. */
  readonly paper: string;
  readonly aliases: readonly string[];
  readonly initialises: string;
  /** When to reach for it, for a practitioner. */
  readonly when: string;
  /** What it gives, and how. */
  readonly why: string;
  /** How libraries call it or a close relative: identifiers, dotted names, `keyword="value"`. */
  readonly libraryNames: readonly string[];
  readonly fidelity: Fidelity;
  /** What differs from the paper or its code. */
  readonly differs: string;
  /** The line behind the code that calls it, with tab stops in VS Code's snippet syntax. */
  readonly call: string;
  readonly imports: readonly string[];
  /** The functions, without imports and module docstring. */
  readonly code: string;
}

const FIELDS = [
  'id',
  'name',
  'paper',
  'aliases',
  'family',
  'initialises',
  'when',
  'why',
  'layers',
  'activations',
  'needs',
  'goals',
  'code',
  'fidelity',
  'differs',
  'call',
];
const MODULE_DOCSTRING = /^\s*(?:"""[\s\S]*?"""|'''[\s\S]*?''')\s*/;
const IMPORT = /^(?:import|from)\s/;

/** Reads one snippet module: a YAML header in comments, then Python. Never throws. */
export function parseMethod(file: string, text: string): Parsed<Method | undefined> {
  const front = parseFrontMatter(file, text, '# ');
  if (!front.value) return { value: undefined, problems: front.problems };
  const reader = new FieldReader(file, front.value);
  reader.reportUnknownFields(FIELDS);
  const [id, name, paper] = [reader.text('id'), reader.text('name'), reader.text('paper')];
  const fidelity = reader.oneOf('fidelity', FIDELITIES);
  const { imports, code } = splitModule(front.value.body);
  if (code === '') reader.report('id', 'The file holds no code.');
  const described = {
    initialises: reader.text('initialises'),
    when: reader.text('when'),
    why: reader.text('why'),
    libraryNames: reader.texts('code'),
    differs: reader.text('differs'),
  };
  const method = {
    id,
    name,
    paper,
    aliases: reader.texts('aliases'),
    ...described,
    ...readFacets(reader),
    call: reader.text('call'),
    imports,
    code,
  };
  const usable = fidelity && id !== '' && name !== '' && code !== '';
  return { value: usable ? { ...method, fidelity } : undefined, problems: reader.problems };
}

function readFacets(reader: FieldReader): MethodFacets {
  const layers = reader.someOf('layers', LAYERS);
  if (layers.length === 0) reader.report('layers', `"layers" must name at least one layer.`);
  return {
    family: reader.oneOf('family', FAMILIES),
    layers,
    activations: reader.someOf('activations', ACTIVATIONS),
    needs: reader.someOf('needs', NEEDS),
    goals: reader.someOf('goals', GOALS),
  };
}

/** Splits a module into its import lines and the code behind them. Imports stand on one line each. */
function splitModule(body: string): { imports: string[]; code: string } {
  const lines = body.replace(MODULE_DOCSTRING, '').split('\n');
  const firstCode = lines.findIndex((line) => line.trim() !== '' && !IMPORT.test(line));
  const head = firstCode < 0 ? lines : lines.slice(0, firstCode);
  const imports = head.map((line) => line.trimEnd()).filter((line) => line !== '');
  const code = firstCode < 0 ? '' : lines.slice(firstCode).join('\n').trim();
  return { imports, code };
}
