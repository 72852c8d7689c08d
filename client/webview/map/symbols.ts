// Owns the shapes of points, which tell themes apart where colours do not.
import {
  symbol,
  symbolCircle,
  symbolDiamond2,
  symbolSquare,
  symbolTriangle,
  symbolCross,
  type SymbolType,
} from 'd3-shape';
import type { SHAPES, Theme } from './field';

type Tuple<T, N extends number, R extends T[] = []> = R['length'] extends N
  ? R
  : Tuple<T, N, [...R, T]>;

const TYPES: Tuple<SymbolType, typeof SHAPES> = [
  symbolCircle,
  symbolSquare,
  symbolDiamond2,
  symbolTriangle,
  symbolCross,
];

/** The outline of a theme's point, around 0, 0, with the area of a circle of this radius. */
export function outlineOf({ shape }: Pick<Theme, 'shape'>, radius: number): string {
  return symbol(TYPES[shape] ?? symbolCircle, Math.PI * radius ** 2)() ?? '';
}

/** The class that gives a theme's colour. */
export function toneOf({ tone }: Pick<Theme, 'tone'>): string {
  return tone === undefined ? 'tone-none' : `tone-${tone}`;
}

const SVG = 'http://www.w3.org/2000/svg';
const SWATCH = 16;

/** A small picture of a theme's point, for the legend and the table. */
export function makeSwatch(theme: Theme): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `swatch ${toneOf(theme)}`);
  svg.setAttribute('viewBox', `${-SWATCH / 2} ${-SWATCH / 2} ${SWATCH} ${SWATCH}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('class', 'mark');
  path.setAttribute('d', outlineOf(theme, SWATCH / 3));
  svg.append(path);
  return svg;
}
