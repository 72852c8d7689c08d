// Owns the comments by which a person silences diagnostics: in a note for a block or the file, in a library for an entry.
import type { Library } from '../../library/library';
import type { ParsedDocument } from '../../syntax/document';
import type { Span } from '../../text/span';
import { DIAGNOSTIC_CODES, type Diagnostic, type DiagnosticCode } from './diagnostic';

/** `<!-- paperlens-ignore unknown-key, duplicate-key -->`; without codes, all of them. */
const IN_NOTE = /<!--\s*paperlens-ignore(-file)?\b[:\s]*([\w\s,-]*?)\s*-->/g;
const IN_LIBRARY = /^[ \t]*%+[ \t]*paperlens-ignore(-file)?\b[: \t]*([\w \t,-]*)$/gm;

interface Silence extends Span {
  readonly codes: ReadonlySet<DiagnosticCode>;
}

/** What is left of the diagnostics of a note. A comment counts for its own block, or for the next if it is one. */
export function unsuppressedInNote(
  note: ParsedDocument,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (diagnostics.length === 0 || !note.text.includes('paperlens-ignore')) return diagnostics;
  const silences = note.blocks.flatMap(({ start, facts }, i) => {
    const isOwnBlock = facts.kind === 'CommentBlock' || facts.kind === 'HTMLBlock';
    const target = isOwnBlock ? note.blocks[i + 1] : note.blocks[i];
    const end = target ? target.start + target.facts.text.length : start + facts.text.length;
    return [...facts.text.matchAll(IN_NOTE)].map(([, file, codes = '']): Silence =>
      silenceOf(file, codes, { start, end }),
    );
  });
  return diagnostics.filter((one) => !isSilenced(one, silences));
}

/** What is left of the diagnostics of a library. A comment counts for what follows up to the next entry's end. */
export function unsuppressedInLibrary(
  library: Library,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (diagnostics.length === 0) return diagnostics;
  const silences = library.sections.flatMap(({ section, start }, i) => {
    if (!section.text.includes('paperlens-ignore')) return [];
    const following = library.sections.slice(i + 1);
    return [...section.text.matchAll(IN_LIBRARY)].map(({ index, 1: file, 2: codes = '' }) => {
      const own = section.entries.find((entry) => entry.start > index);
      const next =
        own ?? following.find((one) => one.section.entries.length > 0)?.section.entries[0];
      const end = next ? library.spanIn(next.section, next).end : Infinity;
      return silenceOf(file, codes, { start: start + index, end });
    });
  });
  return diagnostics.filter((one) => !isSilenced(one, silences));
}

function silenceOf(file: string | undefined, list: string, span: Span): Silence {
  const named = list.split(/[\s,]+/).filter((code) => code !== '');
  const known = DIAGNOSTIC_CODES.filter((code) => named.length === 0 || named.includes(code));
  const codes = new Set<DiagnosticCode>(known);
  return file ? { codes, start: 0, end: Infinity } : { codes, ...span };
}

function isSilenced({ code, start }: Diagnostic, silences: readonly Silence[]): boolean {
  return silences.some(
    (silence) => silence.codes.has(code) && silence.start <= start && start <= silence.end,
  );
}
