// Owns the labels of the map: names of themes where most of their papers stand, and of papers where there is room.
import type { Selection } from 'd3-selection';
import type { MapRow } from '../../src/map/mapMessages';
import type { Box, Size } from './geometry';
import { heartOf, placeLabels, type PlacedLabel, type WantedLabel } from './labels';
import type { Scene } from './plot';
import { toneOf } from './symbols';

interface Label extends WantedLabel {
  readonly text: string;
  readonly name: string;
}

/** How far the two kinds of labels stand from what they name. */
const REGION_GAP = 14;
const PAPER_GAP = 7;

export class MapLabels {
  readonly #layer: Selection<SVGGElement, unknown, null, undefined>;
  readonly #sizes = new Map<string, Size>();

  constructor(layer: Selection<SVGGElement, unknown, null, undefined>) {
    this.#layer = layer;
  }

  /** `looked` is the paper whose card is open: those related to it are named, and the other labels stay. */
  draw(scene: Scene, room: Size, looked: string | undefined): void {
    const { field } = scene;
    const points = field.rows.flatMap((row) => boxOf(row, scene));
    const named = field.rows.filter((row) => field.isShown(row) && field.isMatch(row));
    const resting = placeLabels(
      [...this.#regionLabels(scene), ...this.#paperLabels(scene, named)],
      points,
      room,
    );
    const related = new Set(field.rows.find((row) => row.key === looked)?.related);
    const isNamed = new Set(resting.map(({ label }) => label.id));
    const rows = field.rows.filter(({ key }) => related.has(key) && !isNamed.has(key));
    const boxes = [...points, ...resting.map(({ box }) => box)];
    const added = placeLabels(this.#paperLabels(scene, rows), boxes, room);
    const standsOut = (key: string) => key === looked || related.has(key);
    this.#layer
      .selectAll<SVGTextElement, PlacedLabel<Label>>('text')
      .data([...resting, ...added], ({ label }) => label.id)
      .join('text')
      .attr('class', ({ label }) => label.name)
      .classed('outstanding', ({ label }) => field.hasQuery || standsOut(label.id))
      .attr('x', ({ box }) => box.x + box.width / 2)
      .attr('y', ({ box }) => box.y + box.height / 2)
      .text(({ label }) => label.text);
  }

  #regionLabels({ field, places }: Scene): Label[] {
    return field.themes.flatMap((theme) => {
      const rows = field.rows.filter((row) => row.theme === theme.id && field.isShown(row));
      const at = heartOf(rows.flatMap((row) => places.get(row.key) ?? []));
      if (!at || theme.id === '') return [];
      const name = `region ${toneOf(theme)}`;
      const size = this.#sizeOf(theme.label, 'region');
      const id = `theme:${theme.id}`;
      return [{ id, text: theme.label, name, at, gap: REGION_GAP, isRegion: true, ...size }];
    });
  }

  /** Those that are used and related most come first. */
  #paperLabels({ places, radius }: Scene, rows: readonly MapRow[]): Label[] {
    const weight = ({ uses, related }: MapRow) => uses * 100 + related.length;
    return [...rows]
      .sort((a, b) => weight(b) - weight(a))
      .flatMap((row) => {
        const at = places.get(row.key);
        if (!at) return [];
        const gap = PAPER_GAP + radius(row);
        const size = this.#sizeOf(row.label, 'paper');
        const { key: id, label: text } = row;
        return [{ id, text, name: 'paper', at, gap, isRegion: false, ...size }];
      });
  }

  /** As it is drawn, measured once. */
  #sizeOf(text: string, name: 'region' | 'paper'): Size {
    const id = `${name} ${text}`;
    const known = this.#sizes.get(id);
    if (known) return known;
    const probe = this.#layer.append('text').attr('class', name).text(text);
    const { width = 0, height = 0 } = probe.node()?.getBBox() ?? {};
    probe.remove();
    const size = { width, height };
    this.#sizes.set(id, size);
    return size;
  }
}

function boxOf(row: MapRow, { field, places, radius }: Scene): Box[] {
  const at = places.get(row.key);
  if (!at || !field.isShown(row)) return [];
  const r = radius(row);
  return [{ x: at.x - r, y: at.y - r, width: 2 * r, height: 2 * r }];
}
