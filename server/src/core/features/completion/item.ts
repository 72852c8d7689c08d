// Owns what a completion consists of, whatever is completed.
import type { Edit, Span } from '../../text/span';

export interface CompletionItem {
  readonly kind: 'citation' | 'snippet' | 'bibtex' | 'corpus';
  readonly label: string;
  /** Beside the label, for authors and year. */
  readonly description: string;
  readonly detail: string;
  readonly newText: string;
  readonly isSnippet: boolean;
  /** Elsewhere in the document, such as imports. */
  readonly furtherEdits?: readonly Edit[];
  /** What was typed, and what is replaced when the person chooses to overwrite. */
  readonly insert: Span;
  readonly replace: Span;
  /** What was typed: the server has ranked, the client must not filter again. */
  readonly filterText: string;
  /** Names the item for `resolve`: a paper's key or a method's id. */
  readonly id: string;
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** There is more: ask again when another letter is typed. */
  readonly isIncomplete: boolean;
}

export const MAX_ITEMS = 50;
