// Owns the map: places by likeness, zoom, and the labels that fit.
import { zoom as makeZoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from 'd3-zoom';
import type { MapRow } from '../../src/map/mapMessages';
import { find } from './elements';
import type { Field } from './field';
import type { Point, Size } from './geometry';
import { MapLabels } from './mapLabels';
import type { Zoom } from './pageState';
import { Plot, type PlotEvents } from './plot';
import { LARGEST_RADIUS, mapPlaces, radiusScale } from './scales';

const FARTHEST_IN = 8;
const STEP = 1.6;
/** A point that the keyboard moves to is kept so far from the edge. */
const EDGE = 40;

export class MapView {
  readonly #plot: Plot;
  readonly #labels: MapLabels;
  readonly #zoom: ZoomBehavior<SVGSVGElement, unknown>;
  readonly #onZoom: (zoom: Zoom) => void;
  #transform: ZoomTransform = zoomIdentity;
  #size: Size = { width: 0, height: 0 };
  #places: ReadonlyMap<string, Point> = new Map();
  #drawn: { readonly field: Field; readonly radius: (row: MapRow) => number } | undefined;

  constructor(events: Omit<PlotEvents, 'onLook'>, zoom: Zoom, onZoom: (zoom: Zoom) => void) {
    this.#onZoom = onZoom;
    const onMove = (key: string) => {
      events.onMove(key);
      this.#keepInView(key);
    };
    const room = find('plot-map', HTMLDivElement);
    this.#plot = new Plot(room, 'Papers by likeness', {
      ...events,
      onMove,
      onLook: () => this.#label(),
    });
    this.#labels = new MapLabels(this.#plot.labels);
    this.#zoom = makeZoom<SVGSVGElement, unknown>()
      .scaleExtent([1, FARTHEST_IN])
      .on('zoom', ({ transform }: { transform: ZoomTransform }) => this.#moveTo(transform));
    this.#plot.svg.call(this.#zoom).on('dblclick.zoom', null);
    this.#zoom.transform(this.#plot.svg, zoomIdentity.translate(zoom.x, zoom.y).scale(zoom.k));
    room.addEventListener('keydown', (event) => this.#onKey(event));
    find('zoom-in', HTMLButtonElement).addEventListener('click', () => this.#scaleBy(STEP));
    find('zoom-out', HTMLButtonElement).addEventListener('click', () => this.#scaleBy(1 / STEP));
    find('zoom-reset', HTMLButtonElement).addEventListener('click', () => this.#reset());
  }

  draw(field: Field, key: string | undefined): void {
    const size = this.#plot.size;
    if (size.width === 0 || size.height === 0) return;
    this.#size = size;
    this.#places = mapPlaces(field.rows, size);
    this.#drawn = { field, radius: radiusScale(field.rows, LARGEST_RADIUS.map) };
    const corners: [[number, number], [number, number]] = [
      [0, 0],
      [size.width, size.height],
    ];
    this.#zoom.extent(corners).translateExtent(corners);
    this.#plot.draw({ ...this.#drawn, places: this.#onScreen() }, size, key ?? this.#middle(field));
    // A page that has become smaller must not be left with a corner of nothing.
    this.#zoom.translateBy(this.#plot.svg, 0, 0);
  }

  focus(key: string): void {
    this.#plot.focus(key);
  }

  /** Until the keyboard has been used, it begins in the middle. */
  #middle(field: Field): string | undefined {
    const distance = ({ key }: MapRow) => {
      const { x, y } = this.#places.get(key) ?? { x: 0, y: 0 };
      return Math.hypot(x - this.#size.width / 2, y - this.#size.height / 2);
    };
    const shown = field.rows.filter(field.isShown);
    return shown.sort((a, b) => distance(a) - distance(b))[0]?.key;
  }

  #onScreen(): ReadonlyMap<string, Point> {
    const { k, x, y } = this.#transform;
    return new Map(
      [...this.#places].map(([key, at]) => [key, { x: at.x * k + x, y: at.y * k + y }]),
    );
  }

  #moveTo(transform: ZoomTransform): void {
    this.#transform = transform;
    this.#plot.place(this.#onScreen());
    this.#label();
    this.#onZoom({ k: transform.k, x: transform.x, y: transform.y });
  }

  #label(): void {
    if (!this.#drawn) return;
    const scene = { ...this.#drawn, places: this.#onScreen() };
    this.#labels.draw(scene, this.#size, this.#plot.looked);
  }

  #scaleBy(factor: number): void {
    this.#zoom.scaleBy(this.#plot.svg, factor);
  }

  #reset(): void {
    this.#zoom.transform(this.#plot.svg, zoomIdentity);
  }

  #keepInView(key: string): void {
    const at = this.#onScreen().get(key);
    const place = this.#places.get(key);
    if (!at || !place) return;
    const { width, height } = this.#size;
    const isInside = at.x >= EDGE && at.y >= EDGE && at.x <= width - EDGE && at.y <= height - EDGE;
    if (!isInside && this.#transform.k > 1)
      this.#zoom.translateTo(this.#plot.svg, place.x, place.y);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') this.#scaleBy(STEP);
    else if (event.key === '-') this.#scaleBy(1 / STEP);
    else if (event.key === '0') this.#reset();
    else return;
    event.preventDefault();
  }
}
