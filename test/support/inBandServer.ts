// Owns an editor without a screen: one client for the server in this process and for the built one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader as ServerReader,
  StreamMessageWriter as ServerWriter,
} from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  FileChangeType,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
  type ConfigurationParams,
  type Hover,
  type InitializeResult,
  type LogMessageParams,
  type Position,
  type ProtocolConnection,
  type Registration,
  type RegistrationParams,
  type ShowMessageParams,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { startServer } from '../../server/src/lsp/server';
import type { InitializationOptions, StatusParams } from '../../server/src/protocol/messages';
import { LineIndex } from '../../server/src/core/text/lineIndex';
import { MemoryHost, shippedFiles } from './memoryHost';

/** What VS Code can do, as far as the server asks. */
export const VS_CODE: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: {
      completionItem: {
        insertReplaceSupport: true,
        snippetSupport: true,
        labelDetailsSupport: true,
      },
    },
  },
};

export interface StartOptions {
  /** Paths of workspace folders. */
  readonly folders?: readonly string[];
  /** URI of the one folder that an editor without workspace folders has. */
  readonly rootUri?: string;
  /** What the editor answers for the section `paperlens`. */
  readonly settings?: unknown;
  readonly capabilities?: ClientCapabilities;
  /** What the editor says that it can do, where that is more than it can. */
  readonly announced?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
}

export interface InBandOptions extends StartOptions {
  /** Files of the machine; without them, those of the shipped corpus. */
  readonly host?: MemoryHost;
}

/** Values that arrive, to be taken in order; `next` waits for one. */
class Inbox<T> {
  readonly #values: T[] = [];
  #wake: () => void = () => undefined;

  put(value: T): void {
    this.#values.push(value);
    this.#wake();
  }

  async next(): Promise<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) return value;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** The editor's side of one server. Documents are named by URI and begin with version 1. */
export class Editor {
  /** Lines of the server's log, errors only. */
  readonly errors: string[] = [];
  /** Messages shown to the person. */
  readonly messages: string[] = [];
  readonly registrations: Registration[] = [];
  readonly #connection: ProtocolConnection;
  readonly #refreshes = new Inbox<string>();
  readonly #statuses = new Inbox<StatusParams>();
  readonly #diagnostics = new Inbox<PublishDiagnosticsParams>();
  readonly #versions = new Map<string, number>();
  #settings: unknown;
  #settingsPulled: () => void = () => undefined;

  constructor(connection: ProtocolConnection) {
    this.#connection = connection;
    connection.onNotification('paperlens/status', (status: StatusParams) =>
      this.#statuses.put(status),
    );
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (params: PublishDiagnosticsParams) => this.#diagnostics.put(params),
    );
    connection.onNotification('window/logMessage', ({ type, message }: LogMessageParams) => {
      if (type === 1) this.errors.push(message);
    });
    connection.onNotification('window/showMessage', ({ message }: ShowMessageParams) => {
      this.messages.push(message);
    });
    connection.listen();
  }

  /** Sends `initialize` and `initialized`; the papers are loaded when the first status arrives. */
  async initialize(options: StartOptions = {}): Promise<InitializeResult> {
    const capabilities = options.capabilities ?? VS_CODE;
    this.#settings = options.settings ?? {};
    this.#serve(capabilities);
    const result = await this.request<InitializeResult>('initialize', {
      processId: null,
      rootUri: options.rootUri ?? null,
      capabilities: options.announced ?? capabilities,
      workspaceFolders: options.folders?.map(toFolder) ?? null,
      initializationOptions: options.initializationOptions,
    });
    await this.notify('initialized', {});
    return result;
  }

  /** An editor answers the requests that it announced, and no others. */
  #serve({ workspace }: ClientCapabilities): void {
    if (workspace?.configuration) {
      this.#connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) => {
        this.#settingsPulled();
        return items.map((item) => (item.section === 'paperlens' ? this.#settings : null));
      });
    }
    for (const mark of ['semanticTokens', 'inlayHint', 'codeLens'] as const) {
      if (!workspace?.[mark]?.refreshSupport) continue;
      this.#connection.onRequest(`workspace/${mark}/refresh`, () => this.#refreshes.put(mark));
    }
    const { didChangeConfiguration, didChangeWatchedFiles } = workspace ?? {};
    if ([didChangeConfiguration, didChangeWatchedFiles].some((one) => one?.dynamicRegistration)) {
      this.#connection.onRequest('client/registerCapability', (params: RegistrationParams) => {
        this.registrations.push(...params.registrations);
      });
    }
  }

  /** What the server next asked the editor to draw anew. */
  refresh(): Promise<string> {
    return this.#refreshes.next();
  }

  /** The next status that was not taken yet. */
  status(): Promise<StatusParams> {
    return this.#statuses.next();
  }

  /** The next diagnostics that were not taken yet, of whatever document. */
  diagnostics(): Promise<PublishDiagnosticsParams> {
    return this.#diagnostics.next();
  }

  async open(uri: string, text: string, languageId = 'markdown'): Promise<void> {
    this.#versions.set(uri, 1);
    await this.notify('textDocument/didOpen', {
      textDocument: { uri, version: 1, languageId, text },
    });
  }

  async change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position });
  }

  complete(uri: string, position: Position): Promise<CompletionList> {
    return this.request('textDocument/completion', { textDocument: { uri }, position });
  }

  resolve(item: CompletionItem): Promise<CompletionItem> {
    return this.request('completionItem/resolve', item);
  }

  /** Changes the settings, and returns when the server has asked for the new ones. */
  async changeSettings(settings: unknown): Promise<void> {
    this.#settings = settings;
    const pulled = new Promise<void>((resolve) => (this.#settingsPulled = resolve));
    await this.notify('workspace/didChangeConfiguration', { settings: null });
    await pulled;
  }

  changeFolders(change: { added?: readonly string[]; removed?: readonly string[] }): Promise<void> {
    const event = {
      added: (change.added ?? []).map(toFolder),
      removed: (change.removed ?? []).map(toFolder),
    };
    return this.notify('workspace/didChangeWorkspaceFolders', { event });
  }

  /** Tells the server that a file of the workspace changed on disk. */
  changeFile(path: string, type: FileChangeType = FileChangeType.Changed): Promise<void> {
    return this.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(path).href, type }],
    });
  }

  request<R>(method: string, params?: unknown): Promise<R> {
    return params === undefined
      ? this.#connection.sendRequest(method)
      : this.#connection.sendRequest(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.#connection.sendNotification(method, params);
  }
}

function toFolder(path: string): { uri: string; name: string } {
  return { uri: pathToFileURL(path).href, name: path };
}

/** Where `offset` of `text` is, as an editor says it. */
export function positionAt(text: string, offset: number): Position {
  return new LineIndex(text).positionAt(offset);
}

/** An editor that is connected to a server in this process, which has not been initialised. */
export function connectInBand(host = new MemoryHost(shippedFiles())): Editor {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const input = new ServerReader(toServer);
  startServer(createConnection(ProposedFeatures.all, input, new ServerWriter(toClient)), host);
  const reader = new StreamMessageReader(toClient);
  return new Editor(createProtocolConnection(reader, new StreamMessageWriter(toServer)));
}

/** An editor whose server has loaded its papers, with the first status. */
export async function startInBand(options: InBandOptions = {}) {
  const editor = connectInBand(options.host);
  await editor.initialize(options);
  return { editor, status: await editor.status() };
}

const BUILT_SERVER = 'dist/server.js';
/** A server that hangs is ended, and its test fails, instead of holding up all others. */
const LIMIT_MILLISECONDS = 60_000;

function spawnBuilt(flags: readonly string[]) {
  const signal = AbortSignal.timeout(LIMIT_MILLISECONDS);
  return spawn(process.execPath, [BUILT_SERVER, ...flags], { signal });
}

/** The built server as a process, with the same editor. `ended` gives its exit code. */
export function spawnServer(flags: readonly string[] = ['--stdio']) {
  const child = spawnBuilt(flags);
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  return {
    editor: new Editor(connection),
    pid: child.pid,
    ended,
    closeInput: () => child.stdin.end(),
  };
}

/** Runs the built server to its end with nothing on its input. */
export async function runServer(flags: readonly string[]) {
  const child = spawnBuilt(flags);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  child.stdin.end();
  const [code] = (await once(child, 'close')) as (number | null)[];
  return { ...output, code: code ?? null };
}
