import { describe, expect, test } from 'vitest';
import { loseThePower, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import {
  layerOf,
  look,
  makeBed,
  makeSmallBed,
  MIGRATE,
  mustBeClean,
  mustHaveAll,
  mustHaveSmallBed,
  mustRefuse,
} from './migrate-bed.ts';
import { RELEASES } from './releases.ts';

const BASE = { iptables: false, bridge: 'none' };
const DAEMON_JSON = '/etc/docker/daemon.json';

const configure = (guest: Guest, settings: object): Promise<void> =>
  guest.writeFile(DAEMON_JSON, JSON.stringify({ ...BASE, ...settings }));

describe.each(RELEASES)('a migration to overlay2 on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['6G', '1G'] });

  test('takes a pool on loop files with ext4, and a Docker that is stopped', async () => {
    const { guest } = lab;
    await configure(guest, { 'storage-driver': 'devicemapper', 'storage-opts': ['dm.fs=ext4'] });
    await guest.ok('systemctl start docker');
    await makeBed(guest);
    const before = await look(guest);
    await guest.ok('systemctl stop docker docker.socket');
    await succeed(guest, MIGRATE, 'a stop of Docker');
    await mustHaveAll(guest, 'overlay2', before);
    await mustBeClean(guest);
    await succeed(guest, 'dmctl migrate undo', 'a migration');
    await mustHaveAll(guest, 'devicemapper', before);
    await succeed(guest, `${MIGRATE} --offline`, 'an undo');
    await succeed(guest, 'dmctl migrate accept --confirm loop-lvm', 'a migration');
    await mustHaveAll(guest, 'overlay2', before);
    expect(await guest.ok('losetup --list; dmsetup ls; ls /var/lib/docker/image')).toBe(
      'No devices found\noverlay2\n',
    );
  });

  test('removes a pool of others alone, and keeps the volume beside it', async () => {
    const { guest } = lab;
    await guest.ok(
      'pvcreate -q /dev/xvdf && vgcreate -q shared /dev/xvdf && lvcreate -q -y -L 100M -n plain shared && ' +
        'lvcreate -q -y --type thin-pool -L 4G -n pool shared && ' +
        'dd if=/dev/urandom of=/dev/shared/plain bs=1M count=100 conv=fsync',
    );
    const plain = await guest.sha256('/dev/shared/plain');
    await configure(guest, {
      'storage-driver': 'devicemapper',
      'storage-opts': ['dm.thinpooldev=/dev/mapper/shared-pool'],
    });
    await guest.ok('systemctl start docker');
    await makeSmallBed(guest);
    await succeed(guest, MIGRATE, 'a setup by hand');
    const accept = 'dmctl migrate accept --confirm shared/pool';
    expect((await guest.run(`${accept} --dry-run`)).stdout).toContain('plain');
    await succeed(guest, accept, 'a migration');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await guest.ok('lvs --noheadings -a -o lv_name shared')).toMatch(/^\s*plain\s*$/);
    expect(await guest.sha256('/dev/shared/plain')).toBe(plain);
  });

  test('after a power cut takes what containers wrote since the boot', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf && systemctl enable docker');
    await makeSmallBed(guest);
    const layer = await layerOf(guest, 'web');
    await guest.ok('sync');
    await loseThePower(guest, MIGRATE, `after-result:convert-${layer}`);
    await guest.ok("timeout 150 sh -c 'until docker exec web true; do sleep 1; done' 2>/dev/null");
    await mustHaveSmallBed(guest, 'devicemapper');
    await guest.ok('docker exec web sh -c "echo later >/later"');
    await succeed(guest, MIGRATE, 'a power cut');
    await mustHaveSmallBed(guest, 'overlay2');
    expect(await guest.ok('docker exec web cat /later')).toBe('later\n');
    await mustBeClean(guest);
    await guest.ok('systemctl disable docker');
  });

  test('takes what a driver changed by hand has hidden', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await makeSmallBed(guest);
    await configure(guest, { 'storage-driver': 'overlay2' });
    await guest.ok('systemctl restart docker');
    expect(await guest.ok('docker ps -aq; docker images -q')).toBe('');
    const verified = await guest.run('dmctl verify');
    expect([verified.exitCode, verified.stdout]).toEqual([11, expect.stringContaining('DM261')]);
    expect(verified.stdout).not.toContain('dmctl setup');
    expect((await guest.run('dmctl check')).exitCode).toBe(2);
    await succeed(guest, MIGRATE, 'a driver changed by hand');
    await mustHaveSmallBed(guest, 'overlay2');
    await mustBeClean(guest);
  });

  test('is refused where it could not end, and changes nothing', async ({ task }) => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await makeSmallBed(guest);
    task.meta.cases = REFUSALS.length;
    for (const { title, make, undo, refused } of REFUSALS) {
      await guest.ok(make);
      const said = await mustRefuse(guest, MIGRATE, refused);
      await guest.ok(undo);
      await mustHaveSmallBed(guest, 'devicemapper');
      expect(said, title).toContain('nothing was changed');
    }
    await succeed(guest, MIGRATE, 'refusals');
    await mustHaveSmallBed(guest, 'overlay2');
  });
});

/** Something that stands in the way, and how it is taken away again. */
interface Refusal {
  readonly title: string;
  readonly make: string;
  readonly undo: string;
  readonly refused: readonly [number, string];
}

const RELOAD = 'systemctl reload docker && timeout 60 sh -c';
const liveRestore = (is: boolean): string =>
  `jq '."live-restore" = ${String(is)}' ${DAEMON_JSON} >/root/new && cat /root/new >${DAEMON_JSON} && ` +
  `${RELOAD} 'until docker info --format {{.LiveRestoreEnabled}} | grep -q ${String(is)}; do sleep 1; done'`;

const ROOT = '/var/lib/docker';
const METADATA = `${ROOT}/devicemapper/metadata`;
const A_LAYER = `$(cat ${ROOT}/image/devicemapper/layerdb/sha256/*/cache-id | head -c 64)`;

/** Loads the pool's table with other features. */
const reloadPool = (edit: string): string =>
  `dmsetup table docker-thinpool >/root/table && dmsetup suspend docker-thinpool && ` +
  `dmsetup reload docker-thinpool --table "$(sed '${edit}' /root/table)" && dmsetup resume docker-thinpool`;

const REFUSALS: readonly Refusal[] = [
  {
    title: 'live-restore with a running container',
    make: liveRestore(true),
    undo: liveRestore(false),
    refused: [20, 'DM255'],
  },
  {
    title: 'overlay2 with content',
    make: `mkdir -p ${ROOT}/overlay2/${'a'.repeat(64)}/diff`,
    undo: `rm -r ${ROOT}/overlay2`,
    refused: [20, 'DM254'],
  },
  {
    title: 'too little room',
    // All that is free for root, as dmctl counts it.
    make: `fallocate -l $(($(stat -f -c '%f * %S' ${ROOT}) - 40000000)) ${ROOT}/filler`,
    undo: `rm ${ROOT}/filler`,
    refused: [23, 'DM252'],
  },
  {
    title: 'a layer whose device is not on record',
    make: `mv ${METADATA}/${A_LAYER} /root/device`,
    undo: `mv /root/device ${METADATA}/${A_LAYER}`,
    refused: [20, 'DM251'],
  },
  {
    title: 'a pool that is read-only',
    make: reloadPool('s/ 1 skip_block_zeroing.*/ 2 skip_block_zeroing read_only/'),
    undo: 'dmsetup suspend docker-thinpool && dmsetup reload docker-thinpool /root/table && dmsetup resume docker-thinpool',
    refused: [20, 'DM251'],
  },
];
