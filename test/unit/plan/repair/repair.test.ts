import { describe, expect, it } from 'vitest';
import type { Examination } from '../../../../src/model/facts/metadata.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { bytes, MIB } from '../../../../src/model/units.ts';
import {
  host,
  loopHost,
  withDeadPool,
  withDevice,
  withDockerDown,
  withInfo,
  withPoolInactive,
  withStatus,
} from '../../../helpers/changed-facts.ts';
import { healthy, thinpool } from '../../../helpers/facts.ts';
import { examination, FOLDER, repairPlan, summaryOf } from '../../../helpers/repair-site.ts';

const STOPPED_CONTAINERS = withInfo({ running: 0 });
const ILL = host(STOPPED_CONTAINERS, withStatus({ needsCheck: true, mode: 'ro' }));
const PUT_AWAY = host(withPoolInactive(), withDockerDown('inactive'));
const SIZE = Number(thinpool.metadataSize);

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);

const examined = (change: Partial<Examination> = {}) => ({
  examined: { folder: FOLDER, found: examination(SIZE, change) },
});

describe('the first part of a repair', () => {
  it('has nothing to do on a pool that is active and sound', () => {
    const plan = repairPlan(healthy);

    expect(ids(plan)).toEqual([]);
    expect(codes(plan)).toEqual([]);
  });

  it('copies the metadata away before anything else, and changes nothing in the pool', () => {
    const plan = repairPlan(ILL);

    expect(codes(plan)).toEqual([]);
    expect(ids(plan)).toEqual([
      'stop-docker',
      'release-pool',
      'deactivate-pool',
      'metadata-directory',
      'copy-directory',
      'save-metadata',
      'examine-metadata',
    ]);
    expect(plan.warnings.map(({ code }) => code)).toContain('DM304');
    expect(plan.steps.some(({ final }) => final === true)).toBe(false);
  });

  it('examines a pool that is inactive, of whose metadata nobody knows', () => {
    expect(ids(repairPlan(PUT_AWAY))).toContain('examine-metadata');
    expect(ids(repairPlan(PUT_AWAY))).not.toContain('deactivate-pool');
  });

  it('examines a pool that the kernel has failed', () => {
    expect(ids(repairPlan(host(STOPPED_CONTAINERS, withDeadPool('fail'))))).toContain(
      'save-metadata',
    );
  });
});

describe('a repair is refused', () => {
  it('where the disk below has errors, with the words of the kernel', () => {
    const said = 'I/O error, dev sdb, sector 8';
    const plan = repairPlan(ILL, { ground: { diskErrors: known([said]) } });

    expect(codes(plan)).toEqual(['DM301']);
    expect(plan.refusals[0]?.why).toContain(said);
  });

  it.each([
    ['a pool on loop files', loopHost, {}, 'DM305'],
    [
      'containers that run',
      host(withInfo({ running: 2 }), withStatus({ needsCheck: true })),
      {},
      'DM305',
    ],
    [
      'full data, which needs space',
      host(STOPPED_CONTAINERS, withStatus({ mode: 'out_of_data_space' })),
      {},
      'DM305',
    ],
    ['a device of somebody else on it', ILL, { holders: known(['vm-disk']) }, 'DM305'],
    ['no room for copies', ILL, { free: known(bytes(MIB)) }, 'DM303'],
    ['words of the kernel that cannot be read', ILL, { diskErrors: unknown('no dmesg') }, 'DM007'],
    ["Docker's record cannot be read", ILL, { transactionId: unknown('EIO') }, 'DM007'],
    [
      'a pool that is suspended',
      host(STOPPED_CONTAINERS, withDevice({ suspended: true }), withDeadPool('fail')),
      {},
      'DM113',
    ],
  ] as const)('for %s', (_, facts, ground, code) => {
    const plan = repairPlan(facts, { ground });

    expect(codes(plan)).toContain(code);
    expect(ids(plan)).toEqual([]);
  });
});

describe('the second part of a repair', () => {
  it('only activates a pool with sound metadata, which clears its flag', () => {
    const plan = repairPlan(PUT_AWAY, examined());

    expect(ids(plan)).toEqual(['lvchange-activate', 'lvchange-monitor', 'start-docker']);
    expect(plan.steps[0]?.action).toMatchObject({
      command: { args: expect.arrayContaining(['--config']) as unknown },
    });
  });

  it('swaps in what has all that the damaged metadata had', () => {
    const plan = repairPlan(PUT_AWAY, examined({ check: { ok: false, words: 'bad' } }));

    expect(codes(plan)).toEqual([]);
    expect(ids(plan)).toEqual([
      'lvcreate-repaired',
      'write-metadata',
      'swap-metadata',
      'lvchange-activate',
      'lvchange-monitor',
      'start-docker',
      'remove-old-metadata',
    ]);
  });

  it('gives full metadata a larger volume, though it is sound', () => {
    const repaired = { path: `${FOLDER}/repaired.img`, size: bytes(SIZE * 2), sha256: 'new' };

    expect(ids(repairPlan(PUT_AWAY, examined({ repaired })))).toContain('swap-metadata');
  });

  const LOSING = examined({
    check: { ok: false, words: 'bad' },
    before: summaryOf([1, 2], { brokenNodes: 1 }),
    after: summaryOf([1]),
  });

  it('stops before a loss that was not confirmed, and lists it', () => {
    const plan = repairPlan(PUT_AWAY, LOSING);

    expect(codes(plan)).toEqual(['DM300']);
    expect(plan.refusals[0]).toMatchObject({ exitCode: 21 });
    expect(plan.refusals[0]?.why).toContain('device 2');
  });

  it('accepts a loss that was confirmed by the name of the pool alone', () => {
    const request = (confirm: string) => ({ request: { confirm, engine: null, dryRun: false } });

    expect(codes(repairPlan(PUT_AWAY, { ...LOSING, ...request('docker/other') }))).toEqual([
      'DM300',
    ]);
    expect(ids(repairPlan(PUT_AWAY, { ...LOSING, ...request('docker/thinpool') }))).toContain(
      'swap-metadata',
    );
  });

  it('is refused where nothing can be made of the metadata', () => {
    const plan = repairPlan(
      PUT_AWAY,
      examined({
        check: { ok: false, words: 'bad' },
        repaired: null,
        after: null,
        repair: { ok: false, words: 'no compatible roots found' },
      }),
    );

    expect(codes(plan)).toEqual(['DM302']);
    expect(plan.refusals[0]?.why).toContain('no compatible roots found');
  });

  it('does not go by an examination from before the pool was active again', () => {
    expect(ids(repairPlan(ILL, examined()))).toContain('examine-metadata');
  });
});
