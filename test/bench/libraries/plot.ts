// Owns the picture of how time and memory grow with a library, as an SVG on logarithmic axes.
import { scaleLog, type ScaleLogarithmic } from 'd3-scale';
import { line } from 'd3-shape';
import type { Growth } from './growth';

const [WIDTH, HEIGHT, LEFT, TOP, GAP] = [300, 230, 56, 40, 76];
const PADDING = 44;

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly isDashed: boolean;
  readonly points: readonly (readonly [entries: number, value: number])[];
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
}

/** A parser that was measured on the smallest library. */
interface Peer {
  readonly name: string;
  readonly milliseconds: number;
}

export function growthPicture(growths: readonly Growth[], peer: Peer, bare: number): string {
  const [first] = growths;
  const curve = (name: string, colour: string, value: (growth: Growth) => number): Curve => ({
    name,
    colour,
    isDashed: false,
    points: growths.map((growth) => [growth.entries, value(growth)]),
  });
  const dashed = (name: string, value: (growth: Growth) => number): Curve => ({
    ...curve(name, '#8a8a8a', value),
    isDashed: true,
  });
  const times: Panel = {
    title: 'From the file to searchable',
    unit: 's',
    curves: [
      curve('the server', '#1f5fb4', ({ duration }) => duration / 1_000),
      dashed(
        `${peer.name}, drawn on as linear`,
        ({ entries }) => ((peer.milliseconds / 1_000) * entries) / (first?.entries ?? 1),
      ),
    ],
  };
  const memory: Panel = {
    title: 'Resident memory of the server',
    unit: 'MiB',
    curves: [
      curve('in use', '#1f5fb4', ({ kept }) => kept),
      curve('at most, while it loads', '#b4551f', ({ most }) => most),
      dashed('four times the file, and the bare server', ({ fileSize }) => bare + 4 * fileSize),
    ],
  };
  const total = { width: 2 * (LEFT + WIDTH) + GAP - LEFT + 16, height: TOP + HEIGHT + PADDING };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total.width} ${total.height}" font-family="sans-serif" font-size="11" fill="#333">`,
    `<title>Time and memory over the number of entries</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...[times, memory].flatMap((panel, i) => drawPanel(panel, LEFT + i * (WIDTH + GAP))),
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ title, unit, curves }: Panel, left: number): string[] {
  const points = curves.flatMap((curve) => curve.points);
  const x = axis(points.map(([entries]) => entries)).range([0, WIDTH]);
  const y = axis(points.map(([, value]) => value))
    .nice()
    .range([HEIGHT, 0]);
  return [
    `<g transform="translate(${left} ${TOP})">`,
    `<text y="-22" font-size="13" font-weight="bold">${title} (${unit})</text>`,
    ...[...new Set((curves[0]?.points ?? []).map(([entries]) => entries))].map(
      (entries) =>
        `<text x="${x(entries).toFixed(1)}" y="${HEIGHT + 16}" text-anchor="middle">${(entries / 1_000).toLocaleString('en')}k</text>`,
    ),
    `<text x="${WIDTH / 2}" y="${HEIGHT + 34}" text-anchor="middle">entries</text>`,
    ...y
      .ticks(4)
      .filter((value) => /^[125]/.test(value.toExponential()))
      .map(
        (value) =>
          `<path d="M0 ${y(value).toFixed(1)}h${WIDTH}" stroke="#ddd"/><text x="-6" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toLocaleString('en')}</text>`,
      ),
    ...curves.flatMap((curve, i) => drawCurve(curve, i, x, y)),
    '</g>',
  ];
}

type Scale = ScaleLogarithmic<number, number>;

function axis(values: readonly number[]): Scale {
  return scaleLog().domain([Math.min(...values), Math.max(...values)]);
}

function drawCurve({ name, colour, isDashed, points }: Curve, i: number, x: Scale, y: Scale) {
  const path = line<readonly [number, number]>(
    ([entries]) => x(entries),
    ([, value]) => y(value),
  ).digits(1)([...points]);
  const dots = points.map(
    ([entries, value]) =>
      `<circle cx="${x(entries).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour}"/>`,
  );
  return [
    `<path d="${path ?? ''}" fill="none" stroke="${colour}" stroke-width="2"${isDashed ? ' stroke-dasharray="4 4"' : ''}/>`,
    ...(isDashed ? [] : dots),
    `<text x="8" y="${14 + 15 * i}" fill="${colour}" stroke="#fff" stroke-width="3" paint-order="stroke">${name}</text>`,
  ];
}
