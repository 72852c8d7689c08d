// Owns the answers to the requests of protocol/messages.ts, from which commands and trees are made.
import { chooseMethod } from '../core/features/chooseMethod';
import { explainDocument } from '../core/features/explainDocument';
import { insertCitation } from '../core/features/insertCitation';
import { pageAt } from '../core/features/pages';
import { listMethods, paperDetails, searchPapers } from '../core/features/papers';
import { insertSnippet } from '../core/features/insertSnippet';
import { tree } from '../core/features/tree';
import { subjectAt } from '../core/index/subjectAt';
import * as messages from '../protocol/messages';
import type { Workspace } from '../workspace/workspace';
import { toRange, toTextEdit } from './convert';
import { guarded } from './guard';
import type { Session } from './session';

type Answer = <P, R>(method: string, empty: R, handle: (params: P) => R) => void;

export function servePaperRequests(session: Session): void {
  const { connection, workspace, log, ready } = session;
  const answer: Answer = (method, empty, handle) => {
    connection.onRequest(
      method,
      guarded(method, log, empty, async (params: Parameters<typeof handle>[0]) => {
        await ready;
        return handle(params);
      }),
    );
  };
  answerAboutPapers(answer, session);
  answerAboutPlaces(answer, workspace);
}

function answerAboutPapers(answer: Answer, { workspace, formulas }: Session): void {
  answer<messages.TreeParams, messages.TreeResult>(
    messages.treeRequest,
    [],
    ({ grouping, filter }) => tree(workspace.snapshot, grouping, filter),
  );
  answer<messages.SearchPapersParams, messages.SearchPapersResult>(
    messages.searchPapersRequest,
    [],
    ({ query, limit }) => searchPapers(workspace.snapshot, query, limit),
  );
  answer<messages.PaperParams, messages.PaperResult>(
    messages.paperRequest,
    null,
    ({ key }) => paperDetails(workspace.snapshot, key, formulas.draw) ?? null,
  );
  answer<messages.PageParams, messages.PageResult>(
    messages.pageRequest,
    null,
    ({ path }) => pageAt(workspace.snapshot, path) ?? null,
  );
  answer<undefined, messages.MethodsResult>(messages.methodsRequest, [], () =>
    listMethods(workspace.snapshot),
  );
  answer<messages.ChooseMethodParams, messages.ChooseMethodResult | null>(
    messages.chooseMethodRequest,
    null,
    (wishes) => chooseMethod(workspace.snapshot, wishes),
  );
}

/** Requests that name a document. */
function answerAboutPlaces(answer: Answer, workspace: Workspace): void {
  answer<messages.ExplainDocumentParams, messages.ExplainDocumentResult>(
    messages.explainDocumentRequest,
    '',
    ({ uri }) => explainDocument(workspace.snapshot, uri),
  );
  answer<messages.PlaceParams, messages.PaperAtResult>(
    messages.paperAtRequest,
    null,
    ({ uri, position }) => {
      const document = workspace.document(uri);
      if (!document?.note) return null;
      const { mentions, scope } = workspace.snapshot;
      const offset = document.lines.offsetAt(position);
      return subjectAt(document.note, offset, scope(uri).works, mentions)?.work.key ?? null;
    },
  );
  answer<messages.CitationParams, messages.CitationResult | null>(
    messages.citationRequest,
    null,
    ({ uri, position, key }) => {
      const document = workspace.document(uri);
      const offset = document?.lines.offsetAt(position) ?? 0;
      const edit = insertCitation(workspace.snapshot, uri, offset, key);
      const range = document
        ? toRange(edit.span, document.lines)
        : { start: position, end: position };
      return { range, newText: edit.newText, version: document?.version ?? null };
    },
  );
  answer<messages.SnippetParams, messages.SnippetResult | null>(
    messages.snippetRequest,
    null,
    ({ uri, position, id }) => {
      const document = workspace.document(uri);
      if (!document) return null;
      const { lines, version } = document;
      const found = insertSnippet(workspace.snapshot, document, lines.offsetAt(position), id);
      return (
        (found && {
          snippet: toTextEdit(found.snippet, lines),
          imports: found.imports.map((edit) => toTextEdit(edit, lines)),
          version,
        }) ??
        null
      );
    },
  );
}
