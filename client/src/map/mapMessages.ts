// Owns what the map's page and the extension say to each other. Types only: the page is a bundle of its own.
import type { MapRow } from '../../../server/src/protocol/messages';

export type { MapRow };

/** extension → page: the papers, after the page was ready and whenever something changed. */
export interface RowsMessage {
  readonly type: 'rows';
  readonly rows: readonly MapRow[];
}

/** What a person does with one paper: open its page, cite it, show it in the tree. */
export type PaperAction = 'open' | 'cite' | 'reveal';

/** page → extension. */
export type PageMessage =
  { readonly type: 'ready' } | { readonly type: PaperAction; readonly key: string };
