// Owns a drawing of papers as points: marks, links and labels in layers, and which paper is looked at.
import { select, type Selection } from 'd3-selection';
import type { MapRow, PaperAction } from '../../src/map/mapMessages';
import { Card } from './card';
import type { Field } from './field';
import type { Point, Size } from './geometry';
import { actionOfKey, directionOfKey, nextPaper } from './plotKeys';
import { outlineOf, toneOf } from './symbols';

type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** Everything that the points of one drawing depend on. */
export interface Scene {
  readonly field: Field;
  readonly places: ReadonlyMap<string, Point>;
  readonly radius: (row: MapRow) => number;
}

export interface PlotEvents {
  readonly act: (action: PaperAction, key: string) => void;
  /** The paper that the arrow keys are on has changed. */
  readonly onMove: (key: string) => void;
  /** Escape, while no card was open. */
  readonly onLeave: () => void;
  /** The paper that is looked at has changed. */
  readonly onLook: () => void;
}

const RING = 4;

export class Plot {
  readonly svg: Selection<SVGSVGElement, unknown, null, undefined>;
  /** Behind everything: axes and lanes. */
  readonly back: Layer;
  readonly labels: Layer;
  readonly #room: HTMLElement;
  readonly #links: Layer;
  readonly #points: Layer;
  readonly #card: Card;
  readonly #events: PlotEvents;
  #scene: Scene | undefined;
  #current: string | undefined;
  #looked: string | undefined;

  constructor(room: HTMLElement, name: string, events: PlotEvents) {
    this.#room = room;
    this.#events = events;
    this.svg = select(room).append('svg');
    this.back = this.svg.append('g').attr('class', 'back').attr('aria-hidden', 'true');
    this.#links = this.svg.append('g').attr('class', 'links').attr('aria-hidden', 'true');
    this.#points = this.svg.append('g').attr('class', 'points');
    this.#points.attr('role', 'listbox').attr('aria-label', name);
    this.labels = this.svg.append('g').attr('class', 'labels').attr('aria-hidden', 'true');
    this.#card = new Card(events.act, () => this.#look(this.#focused));
    room.append(this.#card.element);
    room.addEventListener('keydown', (event) => this.#onKey(event));
    room.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && room.contains(relatedTarget))) this.#look(undefined);
    });
  }

  get size(): Size {
    return { width: this.#room.clientWidth, height: this.#room.clientHeight };
  }

  /** The paper whose card is open. */
  get looked(): string | undefined {
    return this.#looked;
  }

  draw(scene: Scene, { width, height }: Size, current: string | undefined): void {
    this.#scene = scene;
    this.svg.attr('width', width).attr('height', height);
    const shown = scene.field.rows.filter(scene.field.isShown);
    this.#current = (shown.find((row) => row.key === current) ?? shown[0])?.key;
    this.#drawPoints(scene);
    this.#look(this.#looked);
  }

  /** Moves the points without drawing them anew. */
  place(places: ReadonlyMap<string, Point>): void {
    if (!this.#scene) return;
    this.#scene = { ...this.#scene, places };
    this.#marks().attr('transform', (row) => this.#shift(row));
    this.#look(this.#looked);
  }

  focus(key: string): void {
    this.#marks()
      .filter((row) => row.key === key)
      .node()
      ?.focus();
  }

  #marks(): Selection<SVGGElement, MapRow, SVGGElement, unknown> {
    return this.#points.selectAll<SVGGElement, MapRow>('g.point');
  }

  #drawPoints({ field, radius }: Scene): void {
    const marks = this.#marks()
      .data([...field.rows], (row) => row.key)
      .join((enter) => {
        const added = enter.append('g').attr('role', 'option');
        added.append('circle').attr('class', 'ring');
        added.append('path').attr('class', 'mark');
        added.on('pointerenter', (_, row) => field.isShown(row) && this.#look(row.key));
        added.on('pointerleave', () => this.#card.leave(() => this.#look(this.#focused)));
        added.on('focus', (_, row) => this.#moveTo(row.key));
        added.on('click', (_, row) => this.#events.act('open', row.key));
        return added;
      })
      .attr('class', (row) => classOf(row, field))
      .attr('aria-hidden', (row) => (field.isShown(row) ? null : 'true'))
      .attr('aria-label', (row) => nameOf(row))
      .attr('aria-selected', (row) => String(row.key === this.#current))
      .attr('tabindex', (row) => (row.key === this.#current ? 0 : -1))
      .attr('transform', (row) => this.#shift(row));
    marks.select('.ring').attr('r', (row) => radius(row) + RING);
    marks.select('.mark').attr('d', (row) => outlineOf(field.themeOf(row), radius(row)));
  }

  /** However the focus came to a point, the arrow keys go on from there. */
  #moveTo(key: string): void {
    const isOther = this.#current !== key;
    this.#current = key;
    this.#marks()
      .attr('tabindex', (row) => (row.key === key ? 0 : -1))
      .attr('aria-selected', (row) => String(row.key === key));
    if (isOther) this.#events.onMove(key);
    this.#look(key);
  }

  #shift({ key }: MapRow): string {
    const { x, y } = this.#scene?.places.get(key) ?? { x: 0, y: 0 };
    return `translate(${x},${y})`;
  }

  get #focused(): string | undefined {
    const node = document.activeElement;
    return this.#marks()
      .filter((_, i, nodes) => nodes[i] === node)
      .data()[0]?.key;
  }

  /** Opens a paper's card and shows what it is related to; closes it for undefined. */
  #look(key: string | undefined): void {
    const { field, places } = this.#scene ?? {};
    const row = field?.rows.find((one) => one.key === key);
    const at = row && places?.get(row.key);
    const isOther = this.#looked !== row?.key;
    this.#looked = row?.key;
    const related = (at && row.related.flatMap((other) => places?.get(other) ?? [])) ?? [];
    if (field && at) this.#card.show(row, field.themeOf(row), at, related);
    else this.#card.hide();
    this.#drawLinks(row, at, related);
    if (isOther) this.#events.onLook();
  }

  #drawLinks(row: MapRow | undefined, from: Point | undefined, ends: readonly Point[]): void {
    this.#links
      .selectAll('line')
      .data([...ends])
      .join('line')
      .attr('x1', from?.x ?? 0)
      .attr('y1', from?.y ?? 0)
      .attr('x2', ({ x }) => x)
      .attr('y2', ({ y }) => y);
    const related = new Set(row?.related);
    this.#marks()
      .classed('looked', ({ key }) => key === row?.key)
      .classed('related', ({ key }) => related.has(key));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.#scene) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (this.#looked !== undefined) this.#leaveCard();
      else this.#events.onLeave();
      return;
    }
    const key = this.#focused;
    if (key === undefined) return;
    const direction = directionOfKey(event.key);
    const action = actionOfKey(event.key);
    if (!direction && !action) return;
    event.preventDefault();
    if (action) this.#events.act(action, key);
    const next = direction && nextPaper(this.#scene, key, direction);
    if (next !== undefined) this.focus(next);
  }

  /** From a button of the card the focus returns to the point. */
  #leaveCard(): void {
    if (this.#focused === undefined && this.#looked !== undefined) this.focus(this.#looked);
    this.#look(undefined);
  }
}

function classOf(row: MapRow, field: Field): string {
  const tone = toneOf(field.themeOf(row));
  if (!field.isShown(row)) return `point ${tone} out`;
  if (!field.hasQuery) return `point ${tone}`;
  return `point ${tone} ${field.isMatch(row) ? 'match' : 'miss'}`;
}

/** What a screen reader says at a point. */
function nameOf({ title, authors, year, themeLabel, uses }: MapRow): string {
  const cited = uses > 0 ? [`${uses} ${uses === 1 ? 'citation' : 'citations'} in your notes`] : [];
  return [title, authors, year, themeLabel || 'without a theme', ...cited].join(', ');
}
