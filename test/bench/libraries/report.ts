// Owns the form of the figures: the table of growth, and their place in docs/performance.md.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Growth } from './growth';

const PAGE = 'docs/performance.md';
const PICTURE = 'docs/pictures/performance.svg';
const [BEGIN, END] = ['<!-- measured: begin -->', '<!-- measured: end -->'];

/** Ratios to the size before tell how it grows: the entries double from line to line. */
export function growthTable(growths: readonly Growth[], bare: number): string[] {
  return [
    '| entries | file MiB | s | ratio | processor s | ratio | MiB in use | ratio | × file | MiB at most | hover p95 ms while it loads |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...growths.map((growth, i) => {
      const before = growths[i - 1];
      const ratio = (value: (growth: Growth) => number) =>
        before ? (value(growth) / value(before)).toFixed(2) : '';
      const { entries, fileSize, duration, processorTime, kept, most, hovers } = growth;
      return `| ${[
        entries.toLocaleString('en'),
        fileSize.toFixed(0),
        (duration / 1_000).toFixed(2),
        ratio((one) => one.duration),
        (processorTime / 1_000).toFixed(2),
        ratio((one) => one.processorTime),
        kept.toFixed(0),
        // What the server needs without any library does not grow.
        ratio((one) => one.kept - bare),
        ((kept - bare) / fileSize).toFixed(1),
        most.toFixed(0),
        `${hovers.p95.toFixed(0)} (of ${hovers.count})`,
      ].join(' | ')} |`;
    }),
    '',
    `Without a library the server has ${bare.toFixed(0)} MiB in use.`,
  ];
}

/** The page keeps what people wrote around the figures. */
export function writeReport(lines: readonly string[], picture: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start)
    throw new Error(`${PAGE} has no place between ${BEGIN} and ${END}.`);
  const measured = [BEGIN, '', ...lines, '', END].join('\n');
  writeFileSync(PAGE, page.slice(0, start) + measured + page.slice(end + END.length));
  mkdirSync(dirname(PICTURE), { recursive: true });
  writeFileSync(PICTURE, picture);
}
