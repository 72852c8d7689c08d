// Owns the settings that the server reads: their names, defaults and what counts as valid.

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
}

export const DEFAULT_SETTINGS: Settings = {
  hover: { enabled: true, mentions: true },
  completion: { citations: true, snippets: true },
  mentions: { ignore: [] },
};

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was of the wrong type; its default is used. */
  readonly problems: readonly string[];
}

/** Reads what a client sent. A missing value is its default; a wrong one is, too, and is told. */
export function readSettings(sent: unknown): ReadSettings {
  const problems: string[] = [];
  const get = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), sent);
  const flag = (path: string, fallback: boolean): boolean => {
    const value = get(path);
    if (value === undefined || value === null || typeof value === 'boolean')
      return value ?? fallback;
    problems.push(
      `The setting ${SETTINGS_SECTION}.${path} must be true or false, not ${JSON.stringify(value)}.`,
    );
    return fallback;
  };
  const texts = (path: string): readonly string[] => {
    const value = get(path) ?? [];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    problems.push(
      `The setting ${SETTINGS_SECTION}.${path} must be a list of texts, not ${JSON.stringify(value)}.`,
    );
    return [];
  };
  const { hover, completion } = DEFAULT_SETTINGS;
  const settings: Settings = {
    hover: {
      enabled: flag('hover.enabled', hover.enabled),
      mentions: flag('hover.mentions', hover.mentions),
    },
    completion: {
      citations: flag('completion.citations', completion.citations),
      snippets: flag('completion.snippets', completion.snippets),
    },
    mentions: { ignore: texts('mentions.ignore') },
  };
  return { settings, problems };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
