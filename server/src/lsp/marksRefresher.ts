// Owns when the editor is asked to draw colours, hints and lenses anew: it does so by itself only after an edit of the note.
import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import type { Host, Logger } from '../workspace/host';
import type { ClientAbilities } from './capabilities';
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
  #due = Symbol('due');

  constructor(session: Context) {
    this.#session = session;
  }

  /** The last of several calls in quick succession counts. */
  schedule(): void {
    const turn = Symbol('due');
    this.#due = turn;
    void this.#refreshAfterPause(turn);
  }

  async #refreshAfterPause(turn: symbol): Promise<void> {
    const { connection, abilities, host, log } = this.#session;
    await host.time.delay(PAUSE_MILLISECONDS);
    if (this.#due !== turn) return;
    const { languages } = connection;
    const { colours, hints, lenses } = abilities.refreshes;
    const refresh = guarded('refresh', log, undefined, async () => {
      if (colours) await languages.semanticTokens.refresh();
      if (hints) await languages.inlayHint.refresh();
      if (lenses) await connection.sendRequest(CodeLensRefreshRequest.type);
    });
    await refresh(undefined);
  }
}
