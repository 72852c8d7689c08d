// How often a server that crashes is started again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrashLimit } from '../../../client/src/crashLimit';

const MINUTE = 60_000;

/** Crashes at these minutes: whether each is followed by a start. */
function check(minutes: readonly number[], started: readonly boolean[]): void {
  const limit = new CrashLimit();
  assert.deepEqual(
    minutes.map((minute) => limit.mayRestart(minute * MINUTE)),
    started,
  );
}

test('four crashes at once are forgiven, the fifth is not', () =>
  check([0, 0, 0, 0, 0], [true, true, true, true, false]));

test('crashes three minutes ago no longer count', () =>
  check([0, 0, 0, 0, 3, 3.1], [true, true, true, true, true, true]));

test('five within three minutes, whenever they began', () =>
  check([0, 1, 2, 3.5, 3.6, 3.7, 3.8], [true, true, true, true, true, false, true]));

test('after the person has started it by hand, it counts anew', () =>
  check([0, 0, 0, 0, 0, 0], [true, true, true, true, false, true]));
