// Owns how a time is taken: warm-up, many runs, median and 95th percentile in milliseconds.

export interface Timing {
  readonly p50: number;
  readonly p95: number;
}

const WARM_UP = 20;

/** Runs `action` with the numbers 0, 1, 2 … and times each run after the warm-up. */
export async function time(
  runs: number,
  action: (run: number) => unknown,
  warmUp = WARM_UP,
): Promise<Timing> {
  const taken: number[] = [];
  for (let run = 0; run < runs + warmUp; run++) {
    const start = performance.now();
    await action(run);
    if (run >= warmUp) taken.push(performance.now() - start);
  }
  return timingOf(taken);
}

/** Of durations in whatever order. */
export function timingOf(durations: readonly number[]): Timing {
  const taken = [...durations].sort((a, b) => a - b);
  const at = (share: number) =>
    taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

export interface Row {
  readonly what: string;
  readonly p50: number;
  readonly p95?: number;
  /** What it is compared with in the same run, and how many times as long it takes. */
  readonly against?: { readonly what: string; readonly ratio: number };
}

export function row(what: string, timing: Timing, against?: { what: string; timing: Timing }): Row {
  return {
    what,
    ...timing,
    ...(against ? { against: { what: against.what, ratio: timing.p50 / against.timing.p50 } } : {}),
  };
}

export function print(rows: readonly Row[]): void {
  console.log(tableOf(rows).join('\n'));
}

export function tableOf(rows: readonly Row[]): string[] {
  const ms = (value: number | undefined) =>
    value === undefined ? '' : value < 10 ? value.toFixed(2) : value.toFixed(0);
  return [
    '| what | p50 ms | p95 ms | against, in the same run | ratio |',
    '|---|---:|---:|---|---:|',
    ...rows.map(
      ({ what, p50, p95, against }) =>
        `| ${what} | ${ms(p50)} | ${ms(p95)} | ${against?.what ?? ''} | ${against?.ratio.toFixed(2) ?? ''} |`,
    ),
  ];
}
