// Owns the answers to LSP's requests for what is drawn into a note: hints, lenses, colours, links.
import {
  InlayHintKind,
  MarkupKind,
  SemanticTokensBuilder,
  type CodeLens,
  type DocumentLink,
  type InlayHint,
  type SemanticTokens,
} from 'vscode-languageserver';
import { citationHints } from '../core/features/marks/citationHints';
import { citationTokens } from '../core/features/marks/citationTokens';
import { documentLinks } from '../core/features/marks/documentLinks';
import { headingLenses } from '../core/features/marks/headingLenses';
import { workCard } from '../core/render/workCard';
import type { ParsedNote } from '../core/syntax/markdown';
import type { OpenNote } from '../workspace/openNote';
import { toRange } from './convert';
import { guarded } from './guard';
import type { Session } from './session';

export function serveMarks(session: Session): void {
  const { connection, workspace } = session;
  const onNote = answering(session);
  const scope = (uri: string) => workspace.snapshot.scope(uri);
  connection.languages.inlayHint.on(
    onNote('inlayHint', [], ({ uri, lines }, note, { range }): InlayHint[] => {
      const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
      const density = session.settings.inlayHints.citations;
      return citationHints(scope(uri), note, span, density).map(({ offset, label, work }) => ({
        position: lines.positionAt(offset),
        label,
        kind: InlayHintKind.Type,
        paddingLeft: true,
        tooltip: {
          kind: MarkupKind.Markdown,
          value: workCard(work, workspace.snapshot.catalog, {
            actions: false,
            length: 'brief',
            draw: session.formulas.draw,
          }),
        },
      }));
    }),
  );
  connection.onCodeLens(
    onNote('codeLens', [], ({ uri, lines }, note): CodeLens[] => {
      if (!session.settings.codeLens.headings) return [];
      return headingLenses(scope(uri), note).map(({ span, title }) => ({
        range: toRange(span, lines),
        command: { title, command: '' },
      }));
    }),
  );
  connection.onDocumentLinks(
    onNote('documentLink', [], ({ lines }, note): DocumentLink[] =>
      documentLinks(note).map(({ target, ...span }) => ({ range: toRange(span, lines), target })),
    ),
  );
  const noTokens: SemanticTokens = { data: [] };
  connection.languages.semanticTokens.on(
    onNote('semanticTokens', noTokens, (document, note) =>
      tokensOf(session, document, note, { start: 0, end: note.text.length }),
    ),
  );
  connection.languages.semanticTokens.onRange(
    onNote('semanticTokens/range', noTokens, (document, note, { range: { start, end } }) => {
      const { lines } = document;
      const span = { start: lines.offsetAt(start), end: lines.offsetAt(end) };
      return tokensOf(session, document, note, span);
    }),
  );
}

function tokensOf(
  { workspace }: Session,
  { uri, lines }: OpenNote,
  note: ParsedNote,
  span: { readonly start: number; readonly end: number },
): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const token of citationTokens(workspace.snapshot.scope(uri), note, span)) {
    const { line, character } = lines.positionAt(token.start);
    builder.push(line, character, token.end - token.start, 0, token.isKnown ? 0 : 1);
  }
  return builder.build();
}

/** A request about an open note. */
function answering(session: Session) {
  const { workspace, log } = session;
  return <P extends { textDocument: { uri: string } }, R>(
    name: string,
    empty: R,
    answer: (document: OpenNote, note: ParsedNote, params: P) => R,
  ) =>
    guarded(name, log, empty, async (params: P): Promise<R> => {
      await session.librariesReady();
      const document = workspace.document(params.textDocument.uri);
      return document?.note ? answer(document, document.note, params) : empty;
    });
}
