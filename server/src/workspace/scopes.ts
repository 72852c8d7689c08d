// Owns what applies to which document, worked out once for each state of its front matter.
import { indexLibrary, type LibraryIndex } from '../core/index/libraryIndex';
import { Works } from '../core/index/works';
import { cslYaml, inlineReferences } from '../core/library/cslYaml/cslYaml';
import { Library } from '../core/library/library';
import type { LibraryState, Scope, Snapshot } from '../core/snapshot';
import type { LibraryShelf, NoteHead } from './libraryShelf';
import { runAtOnce } from './slices';

/** Good for one snapshot: a new one is made when libraries or corpora have changed. */
export class Scopes {
  readonly #base: Pick<Snapshot, 'catalog' | 'searches'>;
  readonly #shelf: LibraryShelf;
  readonly #known = new Map<string, { readonly head: NoteHead; readonly scope: Scope }>();
  /** Documents with the same libraries share their works. */
  readonly #works = new Map<string, Works>();

  constructor(base: Pick<Snapshot, 'catalog' | 'searches'>, shelf: LibraryShelf) {
    [this.#base, this.#shelf] = [base, shelf];
  }

  of(head: NoteHead): Scope {
    const known = this.#known.get(head.id);
    if (known?.head.frontMatter === head.frontMatter && known.head.isOpen === head.isOpen)
      return known.scope;
    const libraries = this.#shelf.librariesOf(head);
    const inline = inlineLibrary(head);
    const all = inline ? [inline, ...libraries] : libraries;
    const works = this.#worksOf(all, !inline);
    const scope = { libraries: all, works, unread: this.#shelf.unreadFor(head) };
    this.#known.set(head.id, { head, scope });
    return scope;
  }

  #worksOf(libraries: readonly LibraryState[], isShared: boolean): Works {
    const indexes = libraries.flatMap(({ index }) => index ?? []);
    const id = libraries.map(({ path }) => path).join('\n');
    const known = isShared ? this.#works.get(id) : undefined;
    const works = known ?? new Works(this.#base.catalog, this.#base.searches, indexes);
    if (isShared) this.#works.set(id, works);
    return works;
  }
}

/** The entries that the note lists itself. */
function inlineLibrary({ id, path, frontMatter }: NoteHead): LibraryState | undefined {
  const section = inlineReferences(frontMatter);
  if (!section) return undefined;
  const library = runAtOnce(Library.of(path ?? id, cslYaml, [section]));
  const index: LibraryIndex = runAtOnce(indexLibrary(library));
  return { path: path ?? id, reason: 'document', status: 'loaded', index, message: undefined };
}
