import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import {
  contents,
  copyHash,
  damage,
  LIMIT,
  metadataHash,
  poolWithContainers,
  putAway,
  repair,
} from './repair-scenario.ts';

describe('repair', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('of damaged metadata, killed after the swap, comes to its end with everything in place', async () => {
    const { guest } = lab;
    await poolWithContainers(guest);
    const before = await contents(guest);

    const healthy = await repair(guest);
    expect(healthy).toMatchObject({ ok: true, changed: false });
    await putAway(guest);
    await damage(guest, 'data-bitmap-bit');
    const damaged = await metadataHash(guest);
    await die(guest, 'dmctl repair', 'after-effect:swap-metadata');
    const done = await guest.run('dmctl repair', LIMIT);
    expect(done.exitCode, done.stdout + done.stderr).toBe(0);
    expect(await copyHash(guest)).toBe(damaged);
    expect(await contents(guest)).toBe(before);
    expect(await guest.ok('lvs -a --noheadings -o lv_name docker')).not.toContain('repaired');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    await guest.ok('dmctl cleanup --yes && test ! -e /var/lib/dmctl/metadata');
    expect(await contents(guest)).toBe(before);
  });
});
