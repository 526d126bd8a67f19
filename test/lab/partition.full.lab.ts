import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf } from './scenario.ts';

/** A disk with a mounted file system, an unmounted one, and at its end room for a pool. */
async function partitionedDisk(guest: Guest): Promise<void> {
  await guest.ok(
    "printf 'label: gpt\\n,1G\\n,64M\\n,3G\\n' | sfdisk -q /dev/xvdf && udevadm settle",
  );
  await guest.ok('mkfs.ext4 -q /dev/xvdf1 && mkfs.ext4 -q /dev/xvdf2');
  await guest.ok('mkdir -p /mnt/one && mount /dev/xvdf1 /mnt/one');
  await guest.ok('head -c 50M /dev/urandom >/mnt/one/file && sync');
}

/** Hashes of the partition table, of a file on the mounted neighbour, and of all of the other one. */
const neighbours = (guest: Guest): Promise<string> =>
  guest.ok(
    'sfdisk -d /dev/xvdf | grep -v last-lba | sha256sum; head -c 1M /dev/xvdf | tail -c +17408 | sha256sum;' +
      ' sha256sum /mnt/one/file /dev/xvdf2',
  );

const enlarge = `sfdisk -q --no-reread --force -N 3 /dev/xvdf <<<', +' && partx -u --nr 3 /dev/xvdf`;

describe.each(['bookworm', 'bullseye'] as const)('a pool on a partition, on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['8G'] });

  test('beside a mounted one is set up, grown, and taken down; its neighbours keep every byte', async () => {
    const { guest } = lab;
    await partitionedDisk(guest);
    const before = await neighbours(guest);
    await guest.ok('mkfs.ext4 -q -L old /dev/xvdf3');
    const signed = await guest.run('dmctl setup direct-lvm /dev/xvdf3');
    expect(signed.exitCode, signed.stderr).toBe(20);
    const whole = await guest.run('dmctl setup direct-lvm /dev/xvdf');
    expect(whole.exitCode, whole.stderr).toBe(20);
    expect(await neighbours(guest)).toBe(before);

    const set = await guest.run(
      'dmctl setup direct-lvm /dev/xvdf3 --wipe-signatures --confirm /dev/xvdf3',
    );
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(set.stderr).toContain('Create a physical volume on the partition /dev/xvdf3');
    expect(await neighbours(guest)).toBe(before);

    await guest.ok(enlarge);
    expect(await guest.ok('dmctl verify')).toContain(
      '/dev/xvdf3 has grown by 3.938 GiB; LVM does not use it yet',
    );
    const grown = answerOf(await guest.run('dmctl resize --pvresize --json'));
    expect(grown).toMatchObject({ ok: true, changed: true });
    const table = await neighbours(guest);

    await guest.reboot();
    await guest.ok('mount /dev/xvdf1 /mnt/one && systemctl start docker');
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    await guest.ok('dmctl teardown --confirm docker/thinpool --yes');
    expect(await neighbours(guest)).toBe(table);
    expect(table.split('\n').slice(2)).toEqual(before.split('\n').slice(2));
    expect(await guest.ok('wipefs /dev/xvdf3; cmp -n 1048576 /dev/xvdf3 /dev/zero')).toBe('');
  });
});
