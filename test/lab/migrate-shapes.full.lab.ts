import { describe, expect, test } from 'vitest';
import { succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { makeSmallBed, MIGRATE, mustBeClean, mustHaveSmallBed } from './migrate-bed.ts';
import { RELEASES } from './releases.ts';

const CONFIRM = '--confirm docker/thinpool';

/** The remapped root. */
const MAPPED = 231072;
const MAPPED_ROOT = `/var/lib/docker/${String(MAPPED)}.${String(MAPPED)}`;

describe.each(RELEASES)('a migration to overlay2 on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['8G'] });

  test('keeps the owners of a Docker that remaps users', async () => {
    const { guest } = lab;
    await guest.ok(
      '{ id -u dockremap || useradd -r dockremap; } && for file in /etc/subuid /etc/subgid; do ' +
        `echo dockremap:${String(MAPPED)}:65536 > $file; done`,
    );
    await guest.writeFile(
      '/etc/docker/daemon.json',
      '{"iptables": false, "bridge": "none", "userns-remap": "default"}\n',
    );
    await guest.ok('systemctl start docker && dmctl setup direct-lvm /dev/xvdf --move-data-root');
    await makeSmallBed(guest);
    await guest.ok('docker exec web sh -c "echo own >/own; chown 1000:1000 /own"');
    await succeed(guest, MIGRATE, 'a setup');
    await mustHaveSmallBed(guest, 'overlay2');
    await mustBeClean(guest);
    const owner = (path: string) => guest.ok(`stat -c '%u:%g %a' ${MAPPED_ROOT}/${path}`);
    const layer = `$(cat ${MAPPED_ROOT}/image/overlay2/layerdb/mounts/*/mount-id | head -c 64)`;
    expect(await owner(`overlay2/${layer}`)).toBe(`0:${String(MAPPED)} 710\n`);
    expect(await owner(`overlay2/${layer}/diff`)).toMatch(`${String(MAPPED)}:${String(MAPPED)} `);
    expect(await guest.ok('docker exec web stat -c "%u:%g" / /once /own')).toBe(
      '0:0\n0:0\n1000:1000\n',
    );
    await guest.ok('docker exec web sh -c "echo more >>/once; rm /once; mkdir /once; rmdir /once"');
    await succeed(guest, `dmctl migrate undo ${CONFIRM}`, 'a migration');
    await mustHaveSmallBed(guest, 'devicemapper');
    await succeed(guest, MIGRATE, 'an undo');
    await succeed(guest, `dmctl migrate accept ${CONFIRM}`, 'a migration');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await guest.ok(`ls ${MAPPED_ROOT}/image; dmsetup ls`)).toBe(
      'overlay2\nNo devices found\n',
    );
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('takes a pool that Docker made itself on one device', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf --managed');
    const config = await guest.readFile('/etc/docker/daemon.json');
    await makeSmallBed(guest);
    await succeed(guest, MIGRATE, 'a setup');
    await mustHaveSmallBed(guest, 'overlay2');
    await mustBeClean(guest);
    expect(await guest.readFile('/etc/docker/daemon.json')).not.toContain('dm.');
    await succeed(guest, 'dmctl migrate undo', 'a migration');
    await mustHaveSmallBed(guest, 'devicemapper');
    expect(JSON.parse(await guest.readFile('/etc/docker/daemon.json'))).toEqual(JSON.parse(config));
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    await succeed(guest, MIGRATE, 'an undo');
    await succeed(guest, `dmctl migrate accept ${CONFIRM}`, 'a migration');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await guest.ok('dmsetup ls; pvs; ls /var/lib/docker/image; wipefs /dev/xvdf')).toBe(
      'No devices found\noverlay2\n',
    );
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });
});
