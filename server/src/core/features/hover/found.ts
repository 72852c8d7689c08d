// Owns what a hover consists of, whatever is hovered over.
import type { Span } from '../../text/span';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverOptions {
  /** The client runs command links. */
  readonly actions: boolean;
  /** Names in prose count, not only keys and identifiers. */
  readonly mentions: boolean;
}
