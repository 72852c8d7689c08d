// Owns when the editor is asked to draw colours, hints and lenses anew: it does so by itself only after an edit of the note.
import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import type { Host, Logger } from '../workspace/host';
import type { ClientAbilities } from './capabilities';
import { AfterPause } from './afterPause';
import { guarded } from './guard';

/** A library that is read or written changes many times in a row. */
const PAUSE_MILLISECONDS = 250;

/** What it needs of the session. */
interface Context {
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
  readonly host: Host;
  readonly log: Logger;
}

export class MarksRefresher {
  readonly #session: Context;
  readonly #afterPause: AfterPause;

  constructor(session: Context) {
    this.#session = session;
    this.#afterPause = new AfterPause(() => session.host.time.delay(PAUSE_MILLISECONDS));
  }

  /** The last of several calls in quick succession counts. */
  schedule(): void {
    const refresh = guarded('refresh', this.#session.log, undefined, () => this.#refresh());
    void this.#afterPause.run('marks', () => refresh(undefined));
  }

  async #refresh(): Promise<void> {
    const { connection, abilities } = this.#session;
    const { colours, hints, lenses } = abilities.refreshes;
    if (colours) await connection.languages.semanticTokens.refresh();
    if (hints) await connection.languages.inlayHint.refresh();
    if (lenses) await connection.sendRequest(CodeLensRefreshRequest.type);
  }
}
