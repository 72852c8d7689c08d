// Owns the completion of methods by name, in Python and in fenced Python of notes.
import type { Method } from '../../corpus/method';
import { LAYER_WORDS } from '../../corpus/methodFacets';
import type { OpenDocument, Snapshot } from '../../snapshot';
import type { Span } from '../../text/span';
import { foldedWords } from '../../text/words';
import { pythonAround, type PythonAround } from '../../code/around';
import { methodCode } from '../../code/methodCode';
import { MAX_ITEMS, type Completion, type CompletionItem } from './item';

/**
 * A line that holds nothing but the words of a name: code with brackets, dots or signs is no name. One
 * letter is enough: an empty answer to it would end VS Code's session while the next ones are typed.
 */
const NAME_LINE = /^[ \t]*((?:#[ \t]*)?((?:[\p{L}\p{N}_[\]-]+ ){0,3}[\p{L}\p{N}_[\]-]+))$/u;
/** Words that say what all methods do: they find nothing by themselves. */
const GENERIC = new Set(['init', 'initialise', 'initialize', 'initialisation', 'initialization']);

/** Completion of a method's name on the line at `offset`, or undefined where no Python is written. */
export function completeSnippet(
  snapshot: Snapshot,
  document: OpenDocument,
  offset: number,
): Completion | undefined {
  const around = pythonAround(document, offset);
  if (!around) return undefined;
  const lineStart = Math.max(document.text.lastIndexOf('\n', offset - 1) + 1, around.span.start);
  // The sign of a comment is replaced, too: the code brings its own.
  const [, typed, name] = NAME_LINE.exec(document.text.slice(lineStart, offset)) ?? [];
  if (typed === undefined || name === undefined) return undefined;
  const methods = findMethods(snapshot.catalog.methods, name).slice(0, MAX_ITEMS);
  const span = { start: offset - typed.length, end: offset };
  return {
    items: methods.map((method) => toItem(snapshot, method, around, span, typed)),
    isIncomplete: true,
  };
}

/**
 * Methods whose name has a word for each typed word, beginning with it, the closest name first; then
 * those for the layer that was typed.
 */
function findMethods(methods: readonly Method[], typed: string): Method[] {
  const words = foldedWords(typed.replace(/_/g, ' '));
  const telling = words.filter((word) => !GENERIC.has(word));
  const isGeneric = telling.length < words.length;
  const scored = methods.map((method) => ({
    method,
    score: Math.max(
      ...namesOf(method).map((name) => scoreOfName(name, telling, isGeneric)),
      scoreOfPurpose(method, telling, isGeneric),
    ),
  }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ method }) => method);
}

function namesOf(method: Method): string[] {
  return [method.name, method.id.replace(/_/g, ' '), ...method.aliases];
}

/** 0 where a typed word is nowhere in the name; else above 1, the more of the name was typed. */
function scoreOfName(name: string, telling: readonly string[], isGeneric: boolean): number {
  const own = foldedWords(name);
  // `init` alone lists all methods; beside another word it only helps.
  if (!telling.every((word) => own.some((candidate) => candidate.startsWith(word)))) return 0;
  if (telling.length === 0 && !isGeneric) return 0;
  const whole = telling.filter((word) => own.includes(word)).length;
  return 1 + (1 + telling.length + whole) / (1 + own.length);
}

/**
 * At most 1: below every name. `ssm` finds what is for state-space layers; other words of what is
 * initialised only count beside `init`, because they are also those of any other line of code.
 */
function scoreOfPurpose(method: Method, telling: readonly string[], isGeneric: boolean): number {
  if (telling.length === 0) return 0;
  const layers = method.layers.flatMap((layer) => [
    ...foldedWords(layer),
    ...(LAYER_WORDS[layer] ?? []),
  ]);
  const purpose = isGeneric ? foldedWords(method.initialises) : [];
  const places = telling.map((word) =>
    [...layers, ...purpose].findIndex((own) => own.startsWith(word)),
  );
  if (places.some((place, i) => place < 0 || (telling[i] ?? '').length < 2)) return 0;
  return 1 / (1 + Math.max(...places) + method.layers.length);
}

function toItem(
  snapshot: Snapshot,
  method: Method,
  around: PythonAround,
  span: Span,
  typed: string,
): CompletionItem {
  const paper = snapshot.catalog.paper(method.paper);
  const { snippet, imports } = methodCode(snapshot, method, around, span.start);
  return {
    kind: 'snippet',
    label: method.name,
    description: paper ? `@${paper.key}` : '',
    detail: `${method.initialises} · ${method.fidelity}`,
    newText: snippet,
    furtherEdits: imports,
    isSnippet: true,
    insert: span,
    replace: span,
    filterText: typed,
    id: method.id,
  };
}
