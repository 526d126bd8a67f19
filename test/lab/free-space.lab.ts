import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf } from './scenario.ts';

/** A group of others with two volumes: a mounted file system, and one that nobody uses. */
async function groupOfOthers(guest: Guest): Promise<void> {
  await guest.ok('pvcreate -q /dev/xvdf && vgcreate -q rhel /dev/xvdf');
  await guest.ok('lvcreate -q -W n -L 512M -n root rhel && lvcreate -q -W n -L 64M rhel');
  await guest.ok(
    'mkfs.ext4 -q /dev/rhel/root && mkdir -p /mnt/root && mount /dev/rhel/root /mnt/root',
  );
  await guest.ok('head -c 50M /dev/urandom >/mnt/root/file && sync');
  await guest.ok('head -c 64M /dev/urandom >/dev/rhel/lvol0 && sync');
}

/** The volumes of the others by name, place, size and content, and the group's own properties. */
const others = (guest: Guest): Promise<string> =>
  guest.ok(
    'vgs --noheadings -o vg_name,vg_uuid,vg_tags,pv_count,lv_count,vg_extent_count rhel;' +
      ' lvs --noheadings -o lv_name,lv_uuid,lv_tags,seg_pe_ranges rhel/root rhel/lvol0;' +
      ' sha256sum /mnt/root/file /dev/rhel/lvol0',
  );

const volumesOf = (guest: Guest): Promise<string> =>
  guest.ok("lvs -a --noheadings -o lv_name rhel | tr -d ' []' | sort | xargs");

describe.each(RELEASES)('a pool in the free space of a volume group, on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['6G'] });

  test('is set up beside others, survives a death and a reboot, and leaves the rest as it was', async () => {
    const { guest } = lab;
    await groupOfOthers(guest);
    const before = await others(guest);
    expect((await guest.run('dmctl setup direct-lvm')).exitCode).toBe(2);
    expect((await guest.run('dmctl setup direct-lvm /dev/xvdf --size 1G')).exitCode).toBe(2);
    expect((await guest.run('dmctl setup direct-lvm --vg nobody')).exitCode).toBe(20);
    expect((await guest.run('dmctl setup direct-lvm --vg rhel --size 9G')).exitCode).toBe(23);
    expect(await others(guest)).toBe(before);

    const cut = guest.start('dmctl setup direct-lvm --vg rhel');
    await cut.waitForOutput(/lvconvert|Convert rhel/);
    await guest.powerCut();
    await guest.boot();
    await guest.ok('mount /dev/rhel/root /mnt/root');
    const back = await guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await others(guest)).toBe(before);

    const set = await guest.run('dmctl setup direct-lvm --vg rhel --json');
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    // Room for one automatic extension is kept, since others have volumes in the group.
    expect(answerOf(set)).toMatchObject({
      changed: true,
      warnings: [],
      data: { pool: { vg: 'rhel', lv: 'thinpool', autoextend: { canExtend: true } } },
    });
    const again = answerOf(await guest.run('dmctl setup direct-lvm --vg rhel --json'));
    expect(again).toMatchObject({ ok: true, changed: false });

    await guest.reboot();
    await guest.ok('mount /dev/rhel/root /mnt/root && systemctl start docker');
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    const erase = await guest.run('dmctl teardown --confirm rhel/thinpool --erase --yes');
    expect(erase.exitCode, erase.stderr).toBe(20);
    const down = await guest.run('dmctl teardown --confirm rhel/thinpool --yes');
    expect(down.exitCode, down.stdout + down.stderr).toBe(0);
    expect(await others(guest)).toBe(before);
    expect(await volumesOf(guest)).toBe('lvol0 root\n');
  });
});
