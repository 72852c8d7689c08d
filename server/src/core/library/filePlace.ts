// Owns a place in a file that need not be open: of a note by its address, of a library by its path.
import type { Position } from '../text/span';
import type { LibraryKey } from './keys';
import type { Library } from './library';

export interface FilePlace {
  readonly file: { readonly uri: string } | { readonly path: string };
  readonly start: Position;
  readonly end: Position;
}

export function placeIn(
  library: Library,
  { section, span }: Pick<LibraryKey, 'section' | 'span'>,
): FilePlace {
  return {
    file: { path: library.path },
    start: library.positionIn(section, span.start),
    end: library.positionIn(section, span.end),
  };
}
