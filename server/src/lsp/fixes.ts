// Owns the answer to LSP's request for code actions: what can be mended or cited here.
import {
  CodeActionKind,
  CreateFile,
  TextDocumentEdit,
  TextEdit,
  type CodeAction,
  type CodeActionParams,
} from 'vscode-languageserver';
import { DIAGNOSTIC_CODES } from '../core/features/diagnostics/diagnostic';
import type { Fix } from '../core/features/diagnostics/fixes/fix';
import { fixesAt, type Shown } from '../core/features/diagnostics/fixes/fixes';
import type { OpenNote } from '../workspace/openNote';
import { toTextEdit } from './convert';
import { guarded } from './guard';
import type { Session } from './session';

export function serveFixes(session: Session): void {
  const { connection, workspace, log } = session;
  connection.onCodeAction(
    guarded('codeAction', log, [], async (params: CodeActionParams): Promise<CodeAction[]> => {
      await session.librariesReady();
      const document = workspace.document(params.textDocument.uri);
      if (!document) return [];
      const { lines, uri } = document;
      const { start, end } = params.range;
      const span = { start: lines.offsetAt(start), end: lines.offsetAt(end) };
      const shown = shownIn(params, document);
      const fixes = fixesAt(workspace.snapshot, uri, span, shown);
      return fixes.map((fix) => toAction(session, document, fix, params));
    }),
  );
}

/** Our own among the diagnostics that the editor shows at the place. */
function shownIn({ context }: CodeActionParams, { lines }: OpenNote): Shown[] {
  return context.diagnostics.flatMap(({ code, source, range }) => {
    const known = DIAGNOSTIC_CODES.find((one) => one === code);
    if (source !== 'Paperlens' || known === undefined) return [];
    const [start, end] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    return [{ code: known, start, end }];
  });
}

/** Edits name the version they were made for: on another one, the editor refuses them. */
function toAction(
  session: Session,
  document: OpenNote,
  fix: Fix,
  { context }: CodeActionParams,
): CodeAction {
  const { uri, version, lines } = document;
  const mended = context.diagnostics.filter(
    ({ code, source }) => source === 'Paperlens' && code === fix.mends,
  );
  return {
    title: fix.title,
    kind: fix.mends ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite,
    ...(mended.length > 0 ? { diagnostics: mended } : {}),
    ...(fix.isPreferred ? { isPreferred: true } : {}),
    edit: {
      documentChanges: [
        ...creationOf(session, document, fix),
        ...(fix.elsewhere ?? []).map(({ file, start, end, newText }) => {
          const target = 'uri' in file ? file.uri : session.host.uriOf(file.path);
          const open = session.workspace.document(target);
          return TextDocumentEdit.create({ uri: target, version: open?.version ?? null }, [
            TextEdit.replace({ start, end }, newText),
          ]);
        }),
        ...(fix.edits.length > 0
          ? [
              TextDocumentEdit.create(
                { uri, version },
                fix.edits.map((edit) => toTextEdit(edit, lines)),
              ),
            ]
          : []),
      ],
    },
  };
}

/** One that is there already stays as it is. */
function creationOf({ host }: Session, { path }: OpenNote, { creates }: Fix) {
  if (!creates || path === undefined) return [];
  const uri = host.uriOf(host.paths.resolve(host.paths.dirname(path), creates.path));
  const start = { line: 0, character: 0 };
  const created = CreateFile.create(uri, { ignoreIfExists: true });
  if (creates.text === '') return [created];
  const insert = TextEdit.insert(start, creates.text);
  return [created, TextDocumentEdit.create({ uri, version: null }, [insert])];
}
