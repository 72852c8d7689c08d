// Owns what a method is: an algorithm with a snippet, read from one file of snippets/.
import { FieldReader } from './fieldReader';
import { parseFrontMatter } from './frontMatterFile';
import type { Parsed } from './problem';

export const FIDELITIES = [
  'as in the official code',
  'as in the paper',
  're-derived',
  'in the spirit of',
] as const;
export type Fidelity = (typeof FIDELITIES)[number];

export interface Method {
  readonly id: string;
  readonly name: string;
  /** Key of the paper that describes it. */
  readonly paper: string;
  readonly aliases: readonly string[];
  readonly initialises: string;
  /** When to reach for it, for a practitioner. */
  readonly when: string;
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
  'initialises',
  'when',
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
  const fidelity = FIDELITIES.find((known) => known === reader.value('fidelity'));
  if (!fidelity) reader.report('fidelity', `"fidelity" must be one of: ${FIDELITIES.join(', ')}.`);
  const { imports, code } = splitModule(front.value.body);
  if (code === '') reader.report('id', 'The file holds no code.');
  const described = {
    initialises: reader.text('initialises'),
    when: reader.text('when'),
    differs: reader.text('differs'),
  };
  const method = {
    id,
    name,
    paper,
    aliases: reader.texts('aliases'),
    ...described,
    call: reader.text('call'),
    imports,
    code,
  };
  const usable = fidelity && id !== '' && name !== '' && code !== '';
  return { value: usable ? { ...method, fidelity } : undefined, problems: reader.problems };
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
