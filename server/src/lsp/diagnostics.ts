// Owns when diagnostics are worked out and sent: shortly after an edit, and when libraries or notes have changed.
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver';
import {
  DEFAULT_SEVERITIES,
  type Diagnostic as Found,
  type DiagnosticCode,
  type Severity,
} from '../core/features/diagnostics/diagnostic';
import { diagnosticsOf } from '../core/features/diagnostics/documentDiagnostics';
import type { Settings } from '../protocol/settings';
import type { Host, Logger } from '../workspace/host';
import type { OpenNote } from '../workspace/openNote';
import type { Workspace } from '../workspace/workspace';
import { AfterPause } from './afterPause';
import { toRange } from './convert';
import { guarded } from './guard';

/** So long after the last keystroke: nobody wants a key called unknown while it is being typed. */
const PAUSE_MILLISECONDS = 250;

const SEVERITIES: Readonly<Record<Exclude<Severity, 'off'>, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What it needs of the session. */
interface Context {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly host: Host;
  readonly log: Logger;
  readonly ready: Promise<void>;
}

export class DiagnosticsSender {
  readonly #session: Context;
  readonly #afterPause: AfterPause;

  constructor(session: Context) {
    this.#session = session;
    this.#afterPause = new AfterPause(async () => {
      await session.host.time.delay(PAUSE_MILLISECONDS);
      await session.ready;
    });
  }

  /** The last of several calls in quick succession counts. */
  schedule(uri: string): void {
    // The pause stands outside of what is guarded: it is meant, and nothing that the log should call slow.
    const send = guarded('diagnostics', this.#session.log, undefined, () => this.#send(uri));
    void this.#afterPause.run(uri, () => send(undefined));
  }

  scheduleAll(): void {
    for (const { uri } of this.#session.workspace.documents()) this.schedule(uri);
  }

  /** A closed document has none, unless its library is open elsewhere. */
  async clear(uri: string): Promise<void> {
    this.#afterPause.cancel(uri);
    await this.#session.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  async #send(uri: string): Promise<void> {
    const { workspace, settings, connection } = this.#session;
    const document = workspace.document(uri);
    if (!document) return;
    const { enabled, severity } = settings.diagnostics;
    const severityOf = (code: DiagnosticCode) => severity[code] ?? DEFAULT_SEVERITIES[code];
    const unused = severityOf('unused-entry') !== 'off';
    const found = enabled ? diagnosticsOf(workspace.snapshot, uri, { unused }) : [];
    const diagnostics = found.flatMap((one) => toDiagnostic(one, document, severityOf(one.code)));
    await connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  }
}

function toDiagnostic(found: Found, { uri, lines }: OpenNote, severity: Severity): Diagnostic[] {
  if (severity === 'off') return [];
  return [
    {
      range: toRange(found, lines),
      severity: SEVERITIES[severity],
      code: found.code,
      source: 'Paperlens',
      message: found.message,
      ...(found.isUnnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      ...(found.related
        ? {
            relatedInformation: found.related.map(({ message, ...span }) => ({
              location: { uri, range: toRange(span, lines) },
              message,
            })),
          }
        : {}),
      ...(found.key === undefined ? {} : { data: { key: found.key } }),
    },
  ];
}
