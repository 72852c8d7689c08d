// Owns what can be wrong in a note, a library or a corpus: stable codes, how severe each is by default, and what is told.
import type { Span } from '../../text/span';

export type Severity = 'error' | 'warning' | 'information' | 'hint' | 'off';

/** Codes are stable: people name them in settings and comments. */
export const DEFAULT_SEVERITIES = {
  'unknown-key': 'warning',
  'missing-entry': 'information',
  'mention-mismatch': 'warning',
  'library-not-found': 'warning',
  'library-unreadable': 'warning',
  'front-matter': 'warning',
  'library-syntax': 'error',
  'undefined-name': 'warning',
  'duplicate-key': 'warning',
  'duplicate-work': 'information',
  'incomplete-entry': 'information',
  'unused-entry': 'off',
  'corpus-file': 'warning',
  'corpus-replaces': 'information',
} as const satisfies Readonly<Record<string, Severity>>;

export type DiagnosticCode = keyof typeof DEFAULT_SEVERITIES;

export const DIAGNOSTIC_CODES = Object.keys(DEFAULT_SEVERITIES) as readonly DiagnosticCode[];

/** Spans are document offsets. */
export interface Diagnostic extends Span {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** The key that it is about, for quick fixes. */
  readonly key?: string;
  /** What stands in its way, in the same document. */
  readonly related?: readonly (Span & { readonly message: string })[];
  /** It can go without loss: shown faded. */
  readonly isUnnecessary?: boolean;
}
