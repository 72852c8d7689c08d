// Owns the settings as the editor has them now, and telling the person of those that are wrong.
import { MessageType, ShowMessageNotification, type Connection } from 'vscode-languageserver';
import { asRecord } from '../core/corpus/fieldReader';
import {
  DEFAULT_SETTINGS,
  readSettings,
  SETTINGS_SECTION,
  type Settings,
} from '../protocol/settings';

export class CurrentSettings {
  readonly #connection: Connection;
  #value: Settings = DEFAULT_SETTINGS;
  /** What is still wrong since it was told: another setting that changes is no reason to tell it again. */
  #told: ReadonlySet<string> = new Set();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get value(): Settings {
    return this.#value;
  }

  /** An editor that cannot be asked sends what it has, all sections in one. */
  async take(canBeAsked: boolean, pushed: unknown): Promise<void> {
    const sent: unknown = canBeAsked
      ? await this.#connection.workspace.getConfiguration(SETTINGS_SECTION)
      : asRecord(pushed)?.[SETTINGS_SECTION];
    const { settings, problems } = readSettings(sent);
    this.#value = settings;
    // A notification, not a request: no answer is wanted, and not every editor gives one.
    const type = MessageType.Warning;
    for (const message of problems.filter((one) => !this.#told.has(one)))
      void this.#connection.sendNotification(ShowMessageNotification.type, { type, message });
    this.#told = new Set(problems);
  }
}
