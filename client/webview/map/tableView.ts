// Owns the table: the same papers for those who do not see the picture, and for sorting.
import type { MapRow, PaperAction } from '../../src/map/mapMessages';
import { find, make, makeButton } from './elements';
import type { Field } from './field';
import { COLUMNS, sortAfterClick, sortRows, type Column, type Sort } from './sorting';
import { makeSwatch } from './symbols';

const HEADINGS: Readonly<Record<Column, string>> = {
  title: 'Title',
  authors: 'Authors',
  year: 'Year',
  themeLabel: 'Theme',
  uses: 'Citations',
};

export class TableView {
  readonly #body = find('rows', HTMLTableSectionElement);
  readonly #headings: ReadonlyMap<Column, HTMLTableCellElement>;
  readonly #act: (action: PaperAction, key: string) => void;
  #sort: Sort | undefined;

  constructor(act: (action: PaperAction, key: string) => void, onSort: (sort: Sort) => void) {
    this.#act = act;
    const head = find('headings', HTMLTableRowElement);
    this.#headings = new Map(
      COLUMNS.map((column) => {
        const sort = () => this.#sort && onSort(sortAfterClick(this.#sort, column));
        const heading = make('th', column, makeButton('', HEADINGS[column], sort));
        heading.scope = 'col';
        return [column, heading];
      }),
    );
    const actions = make('th', '', 'Actions');
    actions.scope = 'col';
    head.replaceChildren(...this.#headings.values(), actions);
  }

  /** Papers that are wanted and hold the words; the others are not in the table. */
  draw(field: Field, sort: Sort): void {
    this.#sort = sort;
    for (const [column, heading] of this.#headings) {
      const direction = sort.isDescending ? 'descending' : 'ascending';
      heading.setAttribute('aria-sort', column === sort.column ? direction : 'none');
    }
    const rows = field.rows.filter((row) => field.isShown(row) && field.isMatch(row));
    this.#body.replaceChildren(...sortRows(rows, sort).map((row) => this.#row(row, field)));
  }

  #row(row: MapRow, field: Field): HTMLTableRowElement {
    const { key, title, summary, authors, year, uses } = row;
    const theme = field.themeOf(row);
    const open = makeButton('link', title, () => this.#act('open', key));
    const heading = make('th', 'title', open, make('span', 'summary', summary));
    heading.scope = 'row';
    const cite = makeButton('', 'Cite', () => this.#act('cite', key));
    cite.setAttribute('aria-label', `Cite ${title}`);
    const reveal = makeButton('', 'Show in Tree', () => this.#act('reveal', key));
    reveal.setAttribute('aria-label', `Show ${title} in the tree`);
    return make(
      'tr',
      '',
      heading,
      make('td', 'authors', authors),
      make('td', 'year', String(year)),
      make('td', 'themeLabel', makeSwatch(theme), theme.label),
      make('td', 'uses', String(uses)),
      make('td', 'actions', cite, reveal),
    );
  }
}
