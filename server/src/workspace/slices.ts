// Owns the running of long jobs in slices of time, so that requests are answered between them.
import type { Time } from './host';

/** For jobs that are known to be short. */
export function runAtOnce<T>(job: Generator<unknown, T>): T {
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
  }
}

/** Runs `job` to its end. After a step at which `budget` milliseconds are used up, all else goes first. */
export async function runInSlices<T>(
  job: Generator<unknown, T>,
  time: Time,
  budget: number,
): Promise<T> {
  let begun = time.now();
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
    if (time.now() - begun < budget) continue;
    await time.pause();
    begun = time.now();
  }
}
