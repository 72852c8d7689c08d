// Owns what a quick fix consists of.
import type { Edit } from '../../../text/span';
import type { DiagnosticCode } from '../diagnostic';
import type { FilePlace } from '../../../library/filePlace';

export interface FileEdit extends FilePlace {
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  /** What it mends; undefined where nothing is wrong and it only helps. */
  readonly mends?: DiagnosticCode;
  /** The one that is most likely meant. */
  readonly isPreferred?: boolean;
  /** In the document itself. */
  readonly edits: readonly Edit[];
  readonly elsewhere?: readonly FileEdit[];
  /** A file that does not exist yet. A relative path goes from the document. */
  readonly creates?: { readonly path: string; readonly text: string };
}
