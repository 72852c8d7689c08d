// Owns what can be wrong in a file of a corpus while it is written: what its loader says, of the text in the editor.
import type { LoadedFile } from '../../corpus/corpus';
import { checkCard, checkMethod, type CrossCheck } from '../../corpus/crossChecks';
import { parseMethod } from '../../corpus/method';
import { corpusFileKind } from '../../corpus/ownCorpus';
import { parsePaper } from '../../corpus/paperFile';
import type { Parsed, Problem } from '../../corpus/problem';
import { parseThemes } from '../../corpus/themes';
import type { OpenDocument, Snapshot } from '../../snapshot';
import { LineIndex } from '../../text/lineIndex';
import type { Diagnostic, DiagnosticCode } from './diagnostic';

/** Only this file is parsed. Linear in it, however many there are. */
export function corpusDiagnostics(snapshot: Snapshot, document: OpenDocument): Diagnostic[] {
  const { problems, replacements } = checkOf(snapshot, document);
  if (problems.length === 0 && replacements.length === 0) return [];
  const lines = new LineIndex(document.text);
  const at = (code: DiagnosticCode) => (problem: Problem) =>
    toDiagnostic(code, problem, lines, document.text);
  return [...problems.map(at('corpus-file')), ...replacements.map(at('corpus-replaces'))];
}

const NOTHING: CrossCheck = { problems: [], replacements: [] };

function checkOf({ register }: Snapshot, { uri, path, text }: OpenDocument): CrossCheck {
  const file = { path: path ?? uri, text };
  const checked = <T>(
    { value, problems }: Parsed<T | undefined>,
    check: (loaded: LoadedFile<T>) => CrossCheck,
  ): CrossCheck => {
    const found = value === undefined ? NOTHING : check({ file, record: value });
    return { ...found, problems: [...problems, ...found.problems] };
  };
  switch (corpusFileKind(uri)) {
    case 'card':
      return checked(parsePaper(file.path, text), (card) => checkCard(card, register));
    case 'snippet':
      return checked(parseMethod(file.path, text), (module) => checkMethod(module, register));
    case 'themes':
      return { ...NOTHING, problems: parseThemes(file.path, text).problems };
    case undefined:
      return NOTHING;
  }
}

/** On the line, without its indentation. */
function toDiagnostic(
  code: DiagnosticCode,
  { line, message }: Problem,
  lines: LineIndex,
  text: string,
): Diagnostic {
  const from = lines.offsetAt({ line: line - 1, character: 0 });
  const end = lines.offsetAt({ line: line - 1, character: Infinity });
  const written = text.slice(from, end);
  const start = from + (written.length - written.trimStart().length);
  return { code, message, start, end: Math.max(start, from + written.trimEnd().length) };
}
