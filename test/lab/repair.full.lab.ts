import { describe, expect, test } from 'vitest';
import { die, loseThePower, MOMENTS, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import {
  carry,
  contents,
  copyHash,
  copyIn,
  damage,
  LIMIT,
  metadataHash,
  poolWithContainers,
  putAway,
  repair,
} from './repair-scenario.ts';

/** Where nothing can be lost, a repair has to come to its end; the others may be refused. */
const HARMLESS = [
  'needs-check',
  'superblock-checksum',
  'superblock-uuid',
  'superblock-number',
  'superblock-magic',
  'superblock-version',
  'superblock-transaction',
  'superblock-chunk-size',
  'transaction-low',
  'transaction-high',
  'data-bitmap-bit',
  'data-bitmap-zeroed',
  'data-counts-bit',
  'metadata-bitmap-bit',
  'flag-and-bitmap',
] as const;

const HARMFUL = [
  'superblock-mapping-root',
  'superblock-details-root',
  'superblock-zeroed',
  'details-bit',
  'details-zeroed',
  'devices-bit',
  'first-leaf-bit',
  'last-leaf-bit',
  'last-leaf-zeroed',
  'cut-short',
  'begins-with-garbage',
] as const;

const isDone = (exitCode: number): boolean => exitCode === 0;

/** Damages sound metadata, and repairs it: everything is in place, or nothing was changed and why is said. */
async function damageAndRepair(guest: Guest, kind: string, before: string): Promise<boolean> {
  await damage(guest, kind);
  const damaged = await metadataHash(guest);
  const answer = await repair(guest);
  const words = `${kind}: ${JSON.stringify(answer.error)}`;
  expect(await copyHash(guest), words).toBe(damaged);
  if (isDone(answer.exitCode)) {
    expect(await contents(guest), words).toBe(before);
    expect((await guest.run('dmctl verify', LIMIT)).exitCode, words).toBe(0);
    await putAway(guest);
    return true;
  }
  expect([20, 21], words).toContain(answer.exitCode);
  expect(['DM300', 'DM302'], words).toContain(answer.error?.code);
  expect(await metadataHash(guest), words).toBe(damaged);
  return false;
}

describe.for(['bookworm', 'bullseye'] as const)('repair on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G'] });

  test('of metadata damaged in every way: repaired with nothing lost, or refused with the truth', async ({
    task,
  }) => {
    const { guest } = lab;
    await poolWithContainers(guest);
    const before = await contents(guest);
    await putAway(guest);
    let cases = 0;
    const refused: string[] = [];
    for (const kind of [...HARMLESS, ...HARMFUL]) {
      task.meta.cases = cases += 1;
      await carry(guest, 'file');
      if (await damageAndRepair(guest, kind, before)) continue;
      refused.push(kind);
      await carry(guest, 'disk');
    }
    expect(refused.filter((kind) => (HARMLESS as readonly string[]).includes(kind))).toEqual([]);
  });
});

/** The steps of both parts that do something when metadata is damaged and Docker is stopped. */
const STEPS = [
  'copy-directory',
  'save-metadata',
  'examine-metadata',
  'lvcreate-repaired',
  'write-metadata',
  'swap-metadata',
  'lvchange-activate',
  'check-layers',
  'start-docker',
  'remove-old-metadata',
] as const;

describe('repair that is killed', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('in every step, at each moment in turn, comes to its end with the same command', async ({
    task,
  }) => {
    const { guest } = lab;
    await poolWithContainers(guest);
    const before = await contents(guest);
    await putAway(guest);
    await damage(guest, 'data-bitmap-bit');
    const damaged = await metadataHash(guest);
    for (const [index, step] of STEPS.entries()) {
      task.meta.cases = index + 1;
      await die(guest, 'dmctl repair', `${MOMENTS[index % MOMENTS.length] ?? ''}:${step}`);
    }
    await succeed(guest, 'dmctl repair', 'killed in every step');
    expect(await contents(guest)).toBe(before);
    expect(await copyHash(guest)).toBe(damaged);
    expect(await guest.ok('lvs -a --noheadings -o lv_name docker')).not.toContain('repaired');
  });

  test('and rolled back before the swap leaves the damaged metadata as it was', async ({
    task,
  }) => {
    const { guest } = lab;
    await poolWithContainers(guest);
    await putAway(guest);
    await damage(guest, 'data-bitmap-bit');
    const damaged = await metadataHash(guest);
    for (const [index, step] of STEPS.slice(0, 5).entries()) {
      task.meta.cases = index + 1;
      await die(guest, 'dmctl repair', `after-effect:${step}`);
      await succeed(guest, 'dmctl rollback --yes', step);
      expect(await metadataHash(guest), step).toBe(damaged);
    }
    await succeed(guest, 'dmctl repair', 'rolled back often');
  });

  test('by power cuts comes to its end, and the copy can be put back by hand', async ({ task }) => {
    const { guest } = lab;
    await poolWithContainers(guest);
    const before = await contents(guest);
    await putAway(guest);
    await damage(guest, 'data-bitmap-bit');
    const damaged = await metadataHash(guest);
    for (const [index, step] of ['save-metadata', 'swap-metadata', 'check-layers'].entries()) {
      task.meta.cases = index + 1;
      await loseThePower(guest, 'dmctl repair', `after-effect:${step}`);
    }
    await succeed(guest, 'dmctl repair', 'power cuts');
    expect(await contents(guest)).toBe(before);

    const copy = await copyIn(guest);
    await putAway(guest);
    await guest.ok(
      `set -e
       size=$(stat -c %s ${copy})
       lvcreate -y -n old_metadata -L "$size"b docker
       dd if=${copy} of=/dev/docker/old_metadata bs=1M conv=fsync status=none
       lvchange -an docker/old_metadata
       lvconvert -y --thinpool docker/thinpool --poolmetadata docker/old_metadata
       lvremove -y docker/old_metadata`,
      LIMIT,
    );
    expect(await metadataHash(guest)).toBe(damaged);
  });
});

describe('repair of a pool in trouble', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '1G'] });

  test('is refused while a container runs, and where the disk has errors', async () => {
    const { guest } = lab;
    await poolWithContainers(guest);
    await guest.ok('docker run -d --name busy --net=none bb sleep 1000', LIMIT);
    await guest.ok('dmsetup message docker-thinpool 0 "create_thin 1"; true');
    expect(await repair(guest)).toMatchObject({ ok: true, changed: false });
    await guest.ok(
      `echo '<3>I/O error, dev ubdb, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1' > /dev/kmsg`,
    );
    await guest.ok('docker rm -f busy');
    await putAway(guest);
    expect(await repair(guest)).toMatchObject({ exitCode: 20, error: { code: 'DM301' } });
  });

  test('whose metadata is full gives it a larger volume, with everything kept', async () => {
    const { guest } = lab;
    await poolWithContainers(guest, '--metadata-percent 0.1');
    const before = await contents(guest);
    await guest.ok(
      `i=1000; while dmsetup message docker-thinpool 0 "create_thin $i" 2>/dev/null && [ $i -lt 60000 ]; do i=$((i+1)); done; echo $i`,
      LIMIT,
    );
    const status = await guest.ok('dmsetup status docker-thinpool');
    expect(status).toMatch(/needs_check| ro /);
    const done = await repair(guest);
    expect(done, JSON.stringify(done.error)).toMatchObject({ ok: true });
    expect(await contents(guest)).toBe(before);
    expect(await guest.ok('dmsetup status docker-thinpool')).toContain(' rw ');
  });

  test('that would lose a container says so, and changes nothing', async () => {
    const { guest } = lab;
    await poolWithContainers(guest);
    await putAway(guest);
    await damage(guest, 'last-leaf-zeroed');
    const damaged = await metadataHash(guest);
    const refused = await repair(guest);
    expect(refused).toMatchObject({ exitCode: 21, error: { code: 'DM300' } });
    expect(refused.error?.why).toContain('container two');
    expect(await metadataHash(guest)).toBe(damaged);
    expect(await copyHash(guest)).toBe(damaged);
  });
});
