import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../../../../src/model/known.ts';
import { unprovenPool } from '../../../../../src/plan/setup/managed/proof.ts';
import { blankDisk } from '../../../../helpers/blank-host.ts';

const { identity: device } = blankDisk();
const NOON = Date.parse('2026-11-30T12:00:00Z') / 1000;
const DAY = 86_400;
const managed = { device, wasBlank: true, from: NOON, to: NOON + 60 };

describe('a pool that Docker created', () => {
  test.each([0, 30, 60])('%d s after the start of its run is known by its time', (after) => {
    expect(unprovenPool('abc123', managed, known(NOON + after))).toBeNull();
  });

  test('is not, if the clock stepped back before or after it was created; the times are named', () => {
    const before = unprovenPool('abc123', { ...managed, to: NOON - DAY }, known(NOON - DAY - 5));
    const after = unprovenPool('abc123', { ...managed, to: NOON - DAY }, known(NOON + 5));
    for (const notice of [before, after]) {
      expect(notice).toMatchObject({ code: 'DM070' });
      expect(notice?.why).toContain(
        'run abc123 lasted from 2026-11-30T12:00:00.000Z to 2026-11-29T12:00:00.000Z',
      );
    }
    expect(before?.why).toContain('it was created at 2026-11-29T11:59:55.000Z');
    expect(after?.why).toContain('it was created at 2026-11-30T12:00:05.000Z');
  });

  test.each([
    [known(null), 'is unknown'],
    [unknown('lvs failed'), 'is unknown: lvs failed'],
  ])('is not, if the time is unknown', (at, why) => {
    expect(unprovenPool('abc123', managed, at)?.why).toContain(why);
  });
});
