// Owns the settings that the server reads: their names, defaults and what counts as valid.

import type { Severity } from '../core/features/diagnostics/diagnostic';
import type { HintDensity } from '../core/features/marks/citationHints';

export const SETTINGS_SECTION = 'paperlens';

export interface Settings {
  readonly hover: {
    readonly enabled: boolean;
    /** Also over names and titles in prose, not only over keys, ids and DOIs. */
    readonly mentions: boolean;
  };
  readonly completion: {
    readonly citations: boolean;
    readonly snippets: boolean;
  };
  readonly mentions: {
    /** Names that are never taken for a paper. */
    readonly ignore: readonly string[];
  };
  /** Paths and globs of library files, as they are written. Each workspace folder may have its own. */
  readonly libraries: readonly string[];
  readonly diagnostics: {
    readonly enabled: boolean;
    /** By code; what is not named has its default. */
    readonly severity: Readonly<Record<string, Severity>>;
  };
  readonly inlayHints: {
    readonly citations: HintDensity;
  };
  readonly codeLens: {
    readonly headings: boolean;
  };
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint', 'off'];
const DENSITIES: readonly HintDensity[] = ['off', 'sparse', 'all'];

export const DEFAULT_SETTINGS: Settings = {
  hover: { enabled: true, mentions: true },
  completion: { citations: true, snippets: true },
  mentions: { ignore: [] },
  libraries: [],
  diagnostics: { enabled: true, severity: {} },
  inlayHints: { citations: 'sparse' },
  codeLens: { headings: false },
};

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was of the wrong type; its default is used. */
  readonly problems: readonly string[];
}

/** Reads what a client sent. A missing value is its default; a wrong one is, too, and is told. */
export function readSettings(sent: unknown): ReadSettings {
  const reader = new SettingReader(sent);
  const { hover, completion, diagnostics, inlayHints, codeLens } = DEFAULT_SETTINGS;
  const settings: Settings = {
    hover: {
      enabled: reader.flag('hover.enabled', hover.enabled),
      mentions: reader.flag('hover.mentions', hover.mentions),
    },
    completion: {
      citations: reader.flag('completion.citations', completion.citations),
      snippets: reader.flag('completion.snippets', completion.snippets),
    },
    mentions: { ignore: reader.texts('mentions.ignore') },
    libraries: reader.texts('libraries'),
    diagnostics: {
      enabled: reader.flag('diagnostics.enabled', diagnostics.enabled),
      severity: reader.severities('diagnostics.severity'),
    },
    inlayHints: {
      citations: reader.oneOf('inlayHints.citations', DENSITIES, inlayHints.citations),
    },
    codeLens: { headings: reader.flag('codeLens.headings', codeLens.headings) },
  };
  return { settings, problems: reader.problems };
}

/** Takes values by path, and tells of those that are wrong. */
class SettingReader {
  readonly problems: string[] = [];
  readonly #sent: unknown;

  constructor(sent: unknown) {
    this.#sent = sent;
  }

  flag(path: string, fallback: boolean): boolean {
    const value = this.#get(path) ?? fallback;
    return typeof value === 'boolean' ? value : this.#wrong(path, 'true or false', value, fallback);
  }

  texts(path: string): readonly string[] {
    const value = this.#get(path) ?? [];
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return isList ? value : this.#wrong(path, 'a list of texts', value, []);
  }

  oneOf<T extends string>(path: string, values: readonly T[], fallback: T): T {
    const value = this.#get(path) ?? fallback;
    const known = values.find((one) => one === value);
    return known ?? this.#wrong(path, values.join(', '), value, fallback);
  }

  severities(path: string): Readonly<Record<string, Severity>> {
    const value = this.#get(path) ?? {};
    if (!isRecord(value) || Array.isArray(value))
      return this.#wrong(path, 'a severity for each code', value, {});
    return Object.fromEntries(
      Object.keys(value).map((code) => [
        code,
        this.oneOf(`${path}.${code}`, SEVERITIES, 'warning'),
      ]),
    );
  }

  #get(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), this.#sent);
  }

  #wrong<T>(path: string, wanted: string, value: unknown, fallback: T): T {
    const setting = `${SETTINGS_SECTION}.${path}`;
    this.problems.push(`The setting ${setting} must be ${wanted}, not ${JSON.stringify(value)}.`);
    return fallback;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
