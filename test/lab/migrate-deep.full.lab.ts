import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { buildDeep, look, MIGRATE, mustBeClean, mustHaveAll, PATIENT } from './migrate-bed.ts';

/** Only guards against hangs: on a busy machine each layer takes several seconds. */
const LIMIT = { timeoutMs: 1_500_000 };

describe('a migration to overlay2', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['8G'] });

  test('keeps an image of 100 layers and 8,000 files, and the cache it was built with', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf && docker import /opt/lab/bb.tar bb:1');
    expect(await buildDeep(guest)).not.toContain('Using cache');
    const id = '{{.Id}} {{len .RootFS.Layers}}';
    const image = await guest.ok(`docker inspect -f '${id}' deep:1`);
    expect(image).toMatch(/ 100\n$/);
    await guest.ok('docker run --name own --net=none deep:1 sh -c "rm -r /copies; echo own >/own"');
    const before = await look(guest);

    const migrated = await guest.run(MIGRATE, LIMIT);
    expect(migrated.exitCode, migrated.stdout + migrated.stderr).toBe(0);
    await mustHaveAll(guest, 'overlay2', before);
    await mustBeClean(guest);
    const built = await buildDeep(guest);
    expect(built.match(/Using cache/g)).toHaveLength(99);
    expect(await guest.ok(`docker inspect -f '${id}' deep:1`)).toBe(image);
    expect(
      await guest.ok('docker run --rm --net=none deep:1 sh -c "ls /many | wc -l; cat /many/7999"'),
    ).toBe('7600\n7999\n');
    // Docker compares each layer with its digest as it saves it.
    await guest.ok('docker save deep:1 | wc -c', PATIENT);
  });
});
