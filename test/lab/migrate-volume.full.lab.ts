import { describe, expect, test } from 'vitest';
import { die, loseThePower, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { makeSmallBed, MIGRATE, mustBeClean, mustHaveSmallBed, mustRefuse } from './migrate-bed.ts';
import { RELEASES } from './releases.ts';
import { picture } from './scenario.ts';

const LAYERS = '/var/lib/docker/overlay2';
const UNIT = 'var-lib-docker-overlay2.mount';
const LINK = `/etc/systemd/system/docker.service.requires/${UNIT}`;

/** xfs as RHEL 7.0 to 7.3 make it: its directories do not say what an entry is. */
const ON_OLD_XFS =
  'mkfs.xfs -q -f -m crc=0 -n ftype=0 /dev/xvdh && mkdir -p /var/lib/docker && ' +
  'echo "/dev/xvdh /var/lib/docker xfs defaults 0 0" >>/etc/fstab && systemctl daemon-reload && mount /var/lib/docker';

/** The picture without one disk: a mounted superblock changes, and LVM counts the changes of a group. */
const pictureWithout = async (disk: string, guest: Guest): Promise<string> =>
  (await picture(guest)).replace(new RegExp(`/dev/${disk}\\n.*\\n.*\\n`), '');

/** Where a volume is mounted. */
const mountedAt = (guest: Guest, node: string): Promise<string> =>
  guest.ok(`findmnt -rno TARGET,FSTYPE ${node} || true`);

async function reboot(guest: Guest): Promise<void> {
  await guest.ok('sync');
  await guest.powerCut();
  await guest.boot();
  await guest.ok("timeout 150 sh -c 'until docker exec web true; do sleep 1; done' 2>/dev/null");
}

async function mustVerify(guest: Guest, exitCode: number, words: string): Promise<void> {
  const verified = await guest.run('dmctl verify');
  expect([verified.exitCode, verified.stdout]).toEqual([exitCode, expect.stringContaining(words)]);
}

describe.each(RELEASES)('a migration to a volume of its own on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G', '4G', '2G'] });

  test('takes Docker off an xfs without ftype, is there after a reboot, and leaves a blank disk', async () => {
    const { guest } = lab;
    const node = '/dev/mapper/docker--layers-overlay2';
    await guest.ok(ON_OLD_XFS);
    await guest.ok('dmctl setup direct-lvm /dev/xvdf && systemctl enable docker');
    await makeSmallBed(guest);
    const before = await pictureWithout('xvdh', guest);
    expect(await mustRefuse(guest, MIGRATE, [20, 'DM253'])).toContain('--on DEVICE');

    await succeed(guest, `${MIGRATE} --on /dev/xvdg`, 'a data root on old xfs');
    await mustHaveSmallBed(guest, 'overlay2');
    await mustBeClean(guest);
    expect(await mountedAt(guest, node)).toBe(`${LAYERS} xfs\n`);
    for (const again of ['restart docker', 'stop docker docker.socket', 'start docker']) {
      await guest.ok(`systemctl ${again}`);
    }
    await mustHaveSmallBed(guest, 'overlay2');
    await reboot(guest);
    await guest.ok('systemctl restart docker');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await mountedAt(guest, node)).toBe(`${LAYERS} xfs\n`);
    await mustVerify(guest, 0, 'DM260');
    await guest.ok(['rm', LINK]);
    await mustVerify(guest, 11, 'DM262');
    await guest.ok(['systemctl', 'enable', UNIT]);
    await mustVerify(guest, 0, 'DM260');

    await succeed(guest, 'dmctl migrate undo', 'a migration');
    await mustHaveSmallBed(guest, 'devicemapper');
    expect(await mountedAt(guest, node)).toBe('');
    expect(await pictureWithout('xvdh', guest)).toBe(before);
    await guest.ok('systemctl disable docker');
  });

  test('does not start Docker without its layers, and is undone by a script', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await makeSmallBed(guest);
    await succeed(guest, `${MIGRATE} --on /dev/xvdg`, 'a setup');
    await guest.ok(
      `systemctl stop docker docker.socket && lvchange -an docker-layers/overlay2 && ` +
        `mkdir -p /run/systemd/system/${UNIT}.d && printf '[Unit]\\nJobTimeoutSec=5\\n' >/run/systemd/system/${UNIT}.d/soon.conf && systemctl daemon-reload`,
    );
    const started = await guest.run('systemctl start docker');
    expect(started.exitCode, started.stderr).toBe(1);
    expect(await guest.ok('systemctl is-active docker || true')).toBe('inactive\n');
    expect(await guest.ok(`ls -A ${LAYERS}`)).toBe('');
    await guest.ok('lvchange -ay docker-layers/overlay2 && systemctl start docker');
    await mustHaveSmallBed(guest, 'overlay2');

    // dockerd unmounts the volume as it stops, before the script would.
    await guest.ok('dmctl migrate undo --dry-run --script >undo.sh && bash undo.sh');
    await mustHaveSmallBed(guest, 'devicemapper');
    expect(await guest.ok('vgs --noheadings -o vg_name; wipefs /dev/xvdg')).toBe('  docker\n');
  });

  test('in a group that exists is rolled back, goes on after a power cut, and takes the freed disk', async () => {
    const { guest } = lab;
    await guest.ok(
      'dmctl setup direct-lvm /dev/xvdf && systemctl enable docker && pvcreate -q /dev/xvdg && vgcreate -q spare /dev/xvdg',
    );
    await makeSmallBed(guest);
    const before = await pictureWithout('xvdg', guest);
    // Without xfsprogs it is ext4.
    await guest.ok('mv $(command -v mkfs.xfs) /root/');
    const command = `${MIGRATE} --on-vg spare --size 1G`;
    await mustRefuse(guest, `${MIGRATE} --on-vg spare --size 100G`, [23, 'DM252']);

    await die(guest, command, 'after-effect:enable-mount-unit');
    await succeed(guest, 'dmctl rollback --yes', 'a death at the unit');
    await mustHaveSmallBed(guest, 'devicemapper');
    await mustBeClean(guest);
    expect(await pictureWithout('xvdg', guest)).toBe(before);

    await guest.ok('sync');
    await loseThePower(guest, command, 'after-effect:name-layers');
    await guest.ok("timeout 150 sh -c 'until docker exec web true; do sleep 1; done' 2>/dev/null");
    await guest.ok('docker exec web sh -c "echo later >/later"');
    await succeed(guest, command, 'a power cut');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await guest.ok('docker exec web cat /later')).toBe('later\n');
    expect(await mountedAt(guest, '/dev/mapper/spare-overlay2')).toBe(`${LAYERS} ext4\n`);

    const accepted = await guest.run('dmctl migrate accept --confirm docker/thinpool');
    expect(accepted.exitCode, accepted.stderr).toBe(0);
    const [, grow = ''] = /^ +(pvcreate .*)$/m.exec(accepted.stdout) ?? [];
    await guest.ok(grow);
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await guest.ok(`df --output=size -BG ${LAYERS} | tail -1`)).toMatch(/^\s*8G/);
    await mustVerify(guest, 0, 'All checks passed');
  });
});
