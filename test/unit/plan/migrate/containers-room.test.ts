import { describe, expect, test } from 'vitest';
import { known } from '../../../../src/model/known.ts';
import { bytes, MIB } from '../../../../src/model/units.ts';
import { host, withStatus } from '../../../helpers/changed-facts.ts';
import { planMigration } from '../../../../src/plan/migrate/overlay2.ts';
import { driverRecord } from '../../../helpers/driver-record.ts';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { healthy } from '../../../helpers/facts.ts';
import { migrateSite, migrationGround } from '../../../helpers/migrate-site.ts';

const { room } = migrationGround;

/** Warnings of a plan on a file system with so much free. */
function warningsWith(free: number, facts: Facts, containers = driverRecord.containers) {
  const site = {
    record: known({ ...driverRecord, containers }),
    room: room.known ? known({ ...room.value, free: bytes(free) }) : room,
  };
  return planMigration(migrateSite(site, { facts })).warnings;
}

/** A pool of which so many chunks are used. */
const used = (dataUsedBlocks: number): Facts => host(withStatus({ dataUsedBlocks }));

describe('the room that containers need', () => {
  test('is estimated by what is used of the pool beyond the image layers', () => {
    const [figures, tight] = warningsWith(100 * MIB, used(1000));
    expect(figures?.why).toMatch(/what containers have written \(up to about [\d.]+ MiB\)$/);
    expect(tight).toMatchObject({
      code: 'DM252',
      message: expect.stringMatching(
        /^the layers of containers may not fit: .* up to [\d.]+ MiB/,
      ) as string,
    });
  });

  test('refuses nothing, for it may be too much', () => {
    const site = { room: room.known ? known({ ...room.value, free: bytes(100 * MIB) }) : room };
    expect(planMigration(migrateSite(site, { facts: used(1000) })).refusals).toEqual([]);
  });

  test('is not spoken of where it fits, or there is no container', () => {
    const codes = (of: ReturnType<typeof warningsWith>) => of.map(({ code }) => code);
    expect(codes(warningsWith(1_000_000 * MIB, used(1000)))).not.toContain('DM252');
    expect(codes(warningsWith(100 * MIB, used(1000), []))).not.toContain('DM252');
  });

  test('is unknown while the pool is not active', () => {
    const [figures] = warningsWith(100 * MIB, { ...healthy, thinPools: known([]) });
    expect(figures?.why).toMatch(/what containers have written$/);
  });
});
