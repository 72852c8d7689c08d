// Owns the timeline: a column for each year, a lane for each theme.
import { axisBottom } from 'd3-axis';
import { find } from './elements';
import type { Field } from './field';
import { Plot, type PlotEvents } from './plot';
import { LARGEST_RADIUS, radiusScale, timelinePlaces, type Timeline } from './scales';
import { outlineOf, toneOf } from './symbols';

/** Room for the names of the lanes; on a narrow page only their shapes stand there. */
const LABELS = { wide: 324, narrow: 34, from: 800 };
const SWATCH_RADIUS = 5.5;
const LABEL_AT = 34;

export class TimelineView {
  readonly #plot: Plot;

  constructor(events: Omit<PlotEvents, 'onLook'>) {
    const room = find('plot-timeline', HTMLDivElement);
    this.#plot = new Plot(room, 'Papers by year and theme', { ...events, onLook: () => undefined });
  }

  draw(field: Field, key: string | undefined): void {
    const room = this.#plot.size;
    if (room.width === 0 || room.height === 0) return;
    const isWide = room.width >= LABELS.from;
    const timeline = timelinePlaces(field, room, isWide ? LABELS.wide : LABELS.narrow);
    this.#drawBack(field, timeline, isWide);
    const scene = {
      field,
      places: timeline.places,
      radius: radiusScale(field.rows, LARGEST_RADIUS.timeline),
    };
    this.#plot.draw(scene, timeline.size, key);
  }

  focus(key: string): void {
    this.#plot.focus(key);
  }

  #drawBack(field: Field, { years, lanes, size }: Timeline, isWide: boolean): void {
    const { back } = this.#plot;
    const bottom = lanes.range()[1];
    back
      .selectAll<SVGGElement, unknown>('g.axis')
      .data([0])
      .join('g')
      .attr('class', 'axis')
      .attr('transform', `translate(0,${bottom})`)
      .call(axisBottom(years).tickSizeInner(-bottom).tickSizeOuter(0).tickPadding(8));
    const lane = back
      .selectAll<SVGGElement, Field['themes'][number]>('g.lane')
      .data([...field.themes], (theme) => theme.id)
      .join((enter) => {
        const added = enter.append('g');
        added.append('rect');
        added.append('path').attr('class', 'mark');
        added.append('text').attr('x', LABEL_AT).attr('dy', '0.32em');
        return added;
      })
      .attr('class', (theme, i) => `lane ${toneOf(theme)}${i % 2 === 0 ? ' even' : ''}`)
      .attr('transform', (theme) => `translate(0,${lanes(theme.id) ?? 0})`);
    const middle = lanes.bandwidth() / 2;
    lane.select('rect').attr('width', size.width).attr('height', lanes.bandwidth());
    lane
      .select('path')
      .attr('transform', `translate(${LABEL_AT / 2},${middle})`)
      .attr('d', (theme) => outlineOf(theme, SWATCH_RADIUS));
    lane
      .select('text')
      .attr('y', middle)
      .text((theme) => (isWide ? theme.label : ''));
  }
}
