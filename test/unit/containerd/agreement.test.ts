import { describe, expect, it } from 'vitest';
import { agreementOf, agrees, type Agreement } from '../../../src/containerd/agreement.ts';
import { readMetadataDb } from '../../../src/containerd/metadata-db.ts';
import { readPoolDb } from '../../../src/containerd/pool-db.ts';
import { parseThinLs } from '../../../src/lvm/thin-ls.ts';
import {
  answerTo,
  databaseOf,
  RECORDED_CONTAINERDS,
  statesOf,
} from '../../helpers/recorded-containerd.ts';

const POOL = 'containerd-thinpool';

function agreementIn(containerd: string, state: string, poolName = POOL): Agreement {
  const snapshots = readMetadataDb(
    databaseOf(containerd, state, 'metadata.db') ?? new Uint8Array(),
  );
  const pool = readPoolDb(databaseOf(containerd, state, 'pool.db') ?? new Uint8Array());
  const live = parseThinLs(answerTo(containerd, state, 'THIN_LS').stdout);
  if (!snapshots.ok) return expect.fail(snapshots.why);
  return pool.ok ? agreementOf(poolName, snapshots.value, pool.value, live) : expect.fail(pool.why);
}

describe.each(RECORDED_CONTAINERDS)('databases and pool of containerd %s', (containerd) => {
  it('agree in everything where nothing went wrong', () => {
    const agreement = agreementIn(containerd, 'used');
    expect(agreement.owned).toHaveLength(9);
    expect(agrees(agreement)).toBe(true);
  });

  it('say how much of the pool each snapshot takes', () => {
    const { owned } = agreementIn(containerd, 'used');
    expect(owned).toHaveLength(9);
    for (const { mapped } of owned) expect(mapped).toBeGreaterThan(20 * 1024 ** 2);
  });

  it.each(['killed', 'grown', 'many'])(
    'differ after a kill in devices alone whose ids are marked as faulty: %s',
    (state) => {
      const { orphans, missing, withoutDevice, withoutSnapshot } = agreementIn(containerd, state);
      expect({ missing, withoutDevice, withoutSnapshot }).toEqual({
        ...{ missing: [], withoutDevice: [], withoutSnapshot: [] },
      });
      for (const { mark } of orphans) expect(mark).toBe('faulty');
    },
  );

  it('differ in a thin device that was made by hand, and in one that was deleted', () => {
    const agreement = agreementIn(containerd, 'orphans');
    const byHand = agreement.orphans.filter(({ mark }) => mark === null);
    expect(byHand.map(({ deviceId }) => deviceId)).toEqual([4000]);
    expect(agreement.missing.map(({ deviceId }) => deviceId)).toEqual([1]);
    expect(agrees(agreement)).toBe(false);
  });

  it('have no device for any snapshot when the pool has another name', () => {
    const { owned, withoutDevice, withoutSnapshot } = agreementIn(containerd, 'used', 'other-pool');
    expect(owned).toEqual([]);
    expect(withoutDevice).toHaveLength(9);
    expect(withoutSnapshot).toHaveLength(9);
  });
});

const recordedIn = (state: string): readonly string[] =>
  RECORDED_CONTAINERDS.filter((containerd) => statesOf(containerd).includes(state));

describe('a kill of containerd 2.1.9 while it made a device', () => {
  it('left a thin device that nobody removes, and whose name another device has', () => {
    const { orphans, faultyIds, faulty } = agreementIn('trixie-2.1.9', 'killed');
    expect(orphans).toMatchObject([{ deviceId: 9, mark: 'faulty' }]);
    expect(faultyIds).toContain(9);
    expect(faulty.map(({ deviceId }) => deviceId)).not.toContain(9);
  });
});

describe('a kill of containerd 1.6.20 between its two databases', () => {
  it('left a device without a snapshot, whose name the next snapshot asks for in vain', () => {
    const { withoutSnapshot, orphans, missing, faulty } = agreementIn('bookworm-1.6.20', 'stuck');
    expect(withoutSnapshot).toMatchObject([{ name: `${POOL}-snap-11`, state: 'Activated' }]);
    expect({ orphans, missing, faulty }).toEqual({ orphans: [], missing: [], faulty: [] });
    const prepare = 'timeout 60 ctr -n dmctl-probe snapshots --snapshotter devmapper prepare p ""';
    const { exitCode, stderr } = answerTo('bookworm-1.6.20', 'stuck', prepare);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('object already exists')]);
    expect(stderr).toContain(`device "${POOL}-snap-11" is already there`);
  });
});

describe.each(recordedIn('stale'))(
  'a pool made anew, and databases of containerd %s',
  (containerd) => {
    it('differ in every device', () => {
      const { owned, missing, faulty, orphans } = agreementIn(containerd, 'stale');
      expect(missing.length + faulty.length).toBeGreaterThan(40);
      expect(owned.every(({ mapped }) => mapped === null)).toBe(true);
      expect(orphans).toEqual([]);
    });
  },
);

describe.each(recordedIn('faulty'))('a device that containerd %s could not make', (containerd) => {
  it('is faulty and has no snapshot, and its id is not used again', () => {
    const { faulty, faultyIds, withoutSnapshot } = agreementIn(containerd, 'faulty');
    const unmade = faulty.find(({ error }) => error !== null);
    expect(withoutSnapshot).toEqual([unmade]);
    expect(faultyIds).toContain(unmade?.deviceId);
  });

  it('leaves those that were in its way as orphans', () => {
    const { orphans } = agreementIn(containerd, 'faulty');
    expect(orphans.map(({ deviceId }) => deviceId)).toContain(120);
  });
});
