// Long jobs in slices: how often all else goes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInSlices } from '../../../server/src/workspace/slices';

/** Steps of a number of milliseconds each, on a clock that only they move. */
async function pausesOf(steps: readonly number[], budget: number): Promise<number[]> {
  let now = 0;
  let done = 0;
  const pauses: number[] = [];
  function* job(): Generator<unknown, string> {
    for (const duration of steps) {
      now += duration;
      done++;
      yield;
    }
    return 'result';
  }
  const pause = () => {
    pauses.push(done);
    now += 1_000;
    return Promise.resolve();
  };
  const time = { now: () => now, pause, delay: () => assert.fail() };
  assert.equal(await runInSlices(job(), time, budget), 'result');
  assert.equal(done, steps.length);
  return pauses;
}

const CASES: readonly (readonly [steps: readonly number[], pauses: readonly number[]])[] = [
  [[], []],
  [[9], []],
  [
    [4, 4, 4, 4, 4, 4],
    [3, 6],
  ],
  [
    [10, 10],
    [1, 2],
  ],
  [[100, 1, 1], [1]],
];

for (const [steps, pauses] of CASES) {
  test(`steps of ${steps.join(', ') || 'nothing'} pause behind ${pauses.join(', ') || 'none'}`, async () =>
    assert.deepEqual(await pausesOf(steps, 10), pauses));
}
