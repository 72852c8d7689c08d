// Owns the completion of methods by name, in Python and in fenced Python of notes.
import type { Method } from '../../corpus/method';
import { snippetText } from '../../render/snippetText';
import type { OpenDocument, Snapshot } from '../../snapshot';
import { blockAt } from '../../syntax/document';
import { contains, type Span } from '../../text/span';
import { foldedWords } from '../../text/words';
import { MAX_ITEMS, type Completion, type CompletionItem } from './item';

/**
 * A line that holds nothing but the words of a name: code with brackets, dots or signs is no name. One
 * letter is enough: an empty answer to it would end VS Code's session while the next ones are typed.
 */
const NAME_LINE = /^[ \t]*((?:#[ \t]*)?((?:[\p{L}\p{N}_[\]-]+ ){0,3}[\p{L}\p{N}_[\]-]+))$/u;
const PYTHON = new Set(['python', 'py', 'python3', 'pycon', 'ipython']);
/** Words that say what all methods do: they find nothing by themselves. */
const GENERIC = new Set(['init', 'initialise', 'initialize', 'initialisation', 'initialization']);

/** Completion of a method's name on the line at `offset`, or undefined where no Python is written. */
export function completeSnippet(
  snapshot: Snapshot,
  document: OpenDocument,
  offset: number,
): Completion | undefined {
  const code = pythonAround(document, offset);
  if (!code) return undefined;
  const lineStart = Math.max(document.text.lastIndexOf('\n', offset - 1) + 1, code.start);
  // The sign of a comment is replaced, too: the code brings its own.
  const [, typed, name] = NAME_LINE.exec(document.text.slice(lineStart, offset)) ?? [];
  if (typed === undefined || name === undefined) return undefined;
  const methods = findMethods(snapshot.catalog.methods, name).slice(0, MAX_ITEMS);
  const span = { start: offset - typed.length, end: offset };
  const present = document.text.slice(code.start, code.end);
  return {
    items: methods.map((method) => toItem(snapshot, method, span, typed, present)),
    isIncomplete: true,
  };
}

/** The span of Python around `offset`: the whole of a Python document, or the inside of a fence. */
function pythonAround(document: OpenDocument, offset: number): Span | undefined {
  if (document.kind === 'python') return { start: 0, end: document.text.length };
  const block = document.note && blockAt(document.note, offset);
  const fence = block?.facts.fences.find(
    ({ language, content }) =>
      PYTHON.has(language) &&
      (contains(content, offset - block.start) || content.end === offset - block.start),
  );
  return (
    block &&
    fence && { start: block.start + fence.content.start, end: block.start + fence.content.end }
  );
}

/** Methods that have a word for each typed word, beginning with it; the closest name first. */
function findMethods(methods: readonly Method[], typed: string): Method[] {
  const words = foldedWords(typed.replace(/_/g, ' '));
  const telling = words.filter((word) => !GENERIC.has(word));
  const scored = methods.map((method) => ({
    method,
    score: Math.max(...namesOf(method).map((name) => score(name, words, telling))),
  }));
  return scored
    .filter(({ score: value }) => value > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ method }) => method);
}

function namesOf(method: Method): string[] {
  return [method.name, method.id.replace(/_/g, ' '), ...method.aliases];
}

/** 0 where a typed word is nowhere in the name; else more, the more of the name was typed. */
function score(name: string, words: readonly string[], telling: readonly string[]): number {
  const own = foldedWords(name);
  const begins = (word: string) => own.some((candidate) => candidate.startsWith(word));
  // `init` alone lists all methods; beside another word it only helps.
  if (!telling.every(begins)) return 0;
  if (telling.length === 0 && !words.some((word) => GENERIC.has(word))) return 0;
  const whole = telling.filter((word) => own.includes(word)).length;
  return (1 + telling.length + whole) / (1 + own.length);
}

function toItem(
  snapshot: Snapshot,
  method: Method,
  span: Span,
  typed: string,
  present: string,
): CompletionItem {
  const paper = snapshot.catalog.paper(method.paper);
  return {
    kind: 'snippet',
    label: method.name,
    description: paper ? `@${paper.key}` : '',
    detail: `${method.initialises} · ${method.fidelity}`,
    newText: snippetText(method, paper, present),
    isSnippet: true,
    insert: span,
    replace: span,
    filterText: typed,
    id: method.id,
  };
}
