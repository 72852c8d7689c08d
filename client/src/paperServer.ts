// Owns the typed requests to the server. Nothing else in the client sends one.
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import * as messages from '../../server/src/protocol/messages';

/** What the client asks of the server. A request before the server is up waits for it. */
export class PaperServer implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #status = new vscode.EventEmitter<messages.StatusParams>();
  readonly #notified: vscode.Disposable;

  readonly onStatus = this.#status.event;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    // The client keeps one handler for each notification: a second one would take the place of the first.
    this.#notified = client.onNotification(
      messages.statusNotification,
      (status: messages.StatusParams) => this.#status.fire(status),
    );
  }

  dispose(): void {
    this.#notified.dispose();
    this.#status.dispose();
  }

  tree(params: messages.TreeParams): Promise<messages.TreeResult> {
    return this.#client.sendRequest(messages.treeRequest, params);
  }

  searchPapers(query: string, limit: number): Promise<messages.SearchPapersResult> {
    const params: messages.SearchPapersParams = { query, limit };
    return this.#client.sendRequest(messages.searchPapersRequest, params);
  }

  map(): Promise<messages.MapResult> {
    return this.#client.sendRequest(messages.mapRequest);
  }

  paper(key: string): Promise<messages.PaperResult> {
    const params: messages.PaperParams = { key };
    return this.#client.sendRequest(messages.paperRequest, params);
  }

  page(path: string): Promise<messages.PageResult> {
    const params: messages.PageParams = { path };
    return this.#client.sendRequest(messages.pageRequest, params);
  }

  paperAt(params: messages.PlaceParams): Promise<messages.PaperAtResult> {
    return this.#client.sendRequest(messages.paperAtRequest, params);
  }

  citation(params: messages.CitationParams): Promise<messages.CitationResult | null> {
    return this.#client.sendRequest(messages.citationRequest, params);
  }

  methods(): Promise<messages.MethodsResult> {
    return this.#client.sendRequest(messages.methodsRequest);
  }

  chooseMethod(params: messages.ChooseMethodParams): Promise<messages.ChooseMethodResult | null> {
    return this.#client.sendRequest(messages.chooseMethodRequest, params);
  }

  snippet(params: messages.SnippetParams): Promise<messages.SnippetResult | null> {
    return this.#client.sendRequest(messages.snippetRequest, params);
  }

  explainDocument(uri: string): Promise<messages.ExplainDocumentResult> {
    const params: messages.ExplainDocumentParams = { uri };
    return this.#client.sendRequest(messages.explainDocumentRequest, params);
  }

  setColourScheme(colourScheme: messages.ColourScheme): Promise<void> {
    const params: messages.ColourSchemeParams = { colourScheme };
    return this.#client.sendNotification(messages.colourSchemeNotification, params);
  }

  trust(): Promise<void> {
    return this.#client.sendNotification(messages.trustNotification);
  }
}
