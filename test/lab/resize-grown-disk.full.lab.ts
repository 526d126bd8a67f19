import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox } from './scenario.ts';

/** Starts a container that has written 20 MB, and returns their checksum. */
async function containerWithData(guest: Guest): Promise<string> {
  await importBusybox(guest);
  await guest.ok('docker run --net=none -d --name keeper bb sleep 100000');
  await guest.ok('docker exec keeper sh -c "dd if=/dev/urandom of=/data bs=1M count=20; sync"');
  return readBack(guest);
}

const readBack = (guest: Guest): Promise<string> =>
  guest.ok('echo 3 > /proc/sys/vm/drop_caches; docker exec keeper busybox md5sum /data');

const extentsOf = async (guest: Guest, device: string): Promise<number> =>
  Number(await guest.ok(`pvs --noheadings -o pv_pe_count ${device}`));

/** Where the extents of the metadata lie. */
const places = (guest: Guest): Promise<string> =>
  guest.ok("lvs -a --noheadings --segments -o seg_pe_ranges docker/thinpool_tmeta | tr -d ' '");

describe.each(['bookworm', 'bullseye'] as const)(
  'resize of a pool whose disk was enlarged, on %s',
  (suite) => {
    const lab = useGuest({ suite, disks: ['10G', '10G'] });

    test('while it was in use: verify and status say so, and the pool gets the room', async () => {
      const { guest } = lab;
      await guest.ok('mkfs.ext4 -q /dev/xvdg && mkdir -p /mnt/disks && mount /dev/xvdg /mnt/disks');
      await guest.ok('truncate -s 3G /mnt/disks/one && losetup /dev/loop6 /mnt/disks/one');
      await guest.ok('dmctl setup direct-lvm /dev/loop6');
      const written = await containerWithData(guest);
      const before = await places(guest);
      expect(answerOf(await guest.run('dmctl resize --pvresize --json')).changed).toBe(false);

      await guest.ok('truncate -s 6G /mnt/disks/one && losetup -c /dev/loop6');
      const verified = await guest.run('dmctl verify');
      expect(verified.exitCode, verified.stdout).toBe(0);
      expect(verified.stdout).toContain('/dev/loop6 has grown by 3 GiB; LVM does not use it yet');
      const status = await guest.ok('dmctl status');
      expect(status).toContain('/dev/loop6 has grown by 3 GiB');
      expect(status).toMatch(/next +dmctl resize --pvresize/);

      const short = await guest.run('dmctl resize --size 5G');
      expect(short.exitCode).toBe(23);
      expect(short.stderr).toContain('add --pvresize: /dev/loop6 has grown');
      const said = await guest.run('dmctl resize --pvresize');
      expect(said.exitCode, said.stdout + said.stderr).toBe(0);
      expect(await extentsOf(guest, '/dev/loop6')).toBe(1535);
      expect(await places(guest)).toBe(before);
      expect(await readBack(guest)).toBe(written);
      const again = answerOf(await guest.run('dmctl resize --pvresize --json'));
      expect(again).toMatchObject({ ok: true, changed: false });
      expect((await guest.run('dmctl verify')).exitCode).toBe(0);

      await guest.ok('truncate -s 5G /mnt/disks/one && losetup -c /dev/loop6');
      const alarm = await guest.run('dmctl verify');
      expect(alarm.exitCode).toBe(11);
      expect(alarm.stdout).toContain('DM124');
      const refused = await guest.run('dmctl resize --size +4M');
      expect(refused.exitCode, refused.stderr).toBe(20);
      expect(await extentsOf(guest, '/dev/loop6')).toBe(1535);
    });

    test('while the host was off: the room is used, and the disk is blank after a teardown', async () => {
      const { guest } = lab;
      await guest.ok('dmctl setup direct-lvm /dev/xvdf');
      const written = await containerWithData(guest);
      await guest.shutdown();
      guest.growDisk('xvdf', '14G');
      await guest.boot();
      await guest.ok('systemctl start docker && docker start keeper');
      expect(await guest.ok('dmctl verify')).toContain('/dev/xvdf has grown by 4 GiB');

      const cut = guest.start('dmctl resize --pvresize --keep-step');
      await cut.waitForOutput(/1\/2/);
      await guest.powerCut();
      await guest.boot();
      const again = await guest.run('dmctl resize --pvresize --keep-step');
      expect(again.exitCode, again.stdout + again.stderr).toBe(0);
      expect(await extentsOf(guest, '/dev/xvdf')).toBe(3583);
      await guest.ok('systemctl start docker && docker start keeper');
      expect(await readBack(guest)).toBe(written);
      const verified = await guest.run('dmctl verify');
      expect(verified.exitCode, verified.stdout).toBe(0);

      await guest.ok('docker rm -f keeper');
      await guest.ok('dmctl teardown --confirm docker/thinpool --yes');
      expect(await guest.ok('wipefs /dev/xvdf; cmp -n 1048576 /dev/xvdf /dev/zero')).toBe('');
    });
  },
);
