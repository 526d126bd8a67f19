import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { startOnLoopFiles } from './loop-scenario.ts';
import { answerOf, importBusybox, withProgram } from './scenario.ts';

interface Layer {
  readonly name: string;
  readonly kind: string;
  readonly deviceId: number;
  readonly mappedBytes: number | null;
  readonly exclusiveBytes: number | null;
  readonly mounts: readonly string[];
}

interface Data {
  readonly layers: readonly Layer[];
  readonly orphans: readonly { readonly kind: string; readonly deviceId: number | null }[];
}

async function layersSeen(guest: Guest, subject = 'layers'): Promise<Data> {
  const answer = answerOf(await guest.run(`dmctl inspect ${subject} --json`));
  return answer.data as unknown as Data;
}

/** Nobody holds a snapshot of the pool's metadata (thin-provisioning.rst, HELD_ROOT is -). */
const NO_SNAPSHOT = "dmsetup status --noflush docker-thinpool | grep -q ' - rw '";

/** Two images, one made from the other; one container that runs, and one that has run. */
async function dockerAtWork(guest: Guest): Promise<void> {
  await importBusybox(guest);
  await guest.ok(`docker run --name made --net=none bb sh -c 'echo hello >/hello'
    docker commit made web:1 && docker run -d --name runs --net=none web:1 sleep 1000000`);
}

describe.each(RELEASES)('what lies in the pool, looked at on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['10G'] });

  test('is as lsblk, mount, docker and the kernel say, and is not changed by looking', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await dockerAtWork(guest);
    const before = await guest.ok(
      'find /var/lib/docker/devicemapper /var/lib/docker/image -xdev -ls',
    );

    const tree = await guest.ok('dmctl inspect');
    expect(tree).toMatch(
      /^\/dev\/xvdf {2}9\.996 GiB, physical volume of docker\n\|-docker-thinpool_tmeta/,
    );
    expect(tree).toMatch(/container runs \([0-9a-f]{12}\) {2}running, from web:1\n/);

    const { layers, orphans } = await layersSeen(guest);
    expect(orphans).toEqual([]);
    const thin = await guest.ok('dmsetup table --target thin');
    const running = layers.find(({ mounts }) => mounts.length > 0);
    expect(thin).toContain(` ${String(running?.deviceId)}\n`);
    expect(await guest.ok('mount')).toContain(String(running?.mounts[0]));
    const driver = await guest.ok("docker inspect -f '{{json .GraphDriver.Data}}' runs");
    expect(JSON.parse(driver)).toMatchObject({ DeviceId: String(running?.deviceId) });
    expect(layers.map(({ mappedBytes }) => mappedBytes)).not.toContain(null);

    await guest.ok('docker exec runs dd if=/dev/zero of=/f bs=1M count=64 conv=fsync');
    const grown = (await layersSeen(guest)).layers.find(({ name }) => name === running?.name);
    const more = (grown?.exclusiveBytes ?? 0) - (running?.exclusiveBytes ?? 0);
    expect(more).toBeGreaterThan(60 * 1024 ** 2);

    await guest.ok(NO_SNAPSHOT);
    expect(
      await guest.ok('find /var/lib/docker/devicemapper /var/lib/docker/image -xdev -ls'),
    ).toBe(before);
  });

  test('what Docker and the pool do not agree on is named, on either side', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await dockerAtWork(guest);
    await guest.ok("dmsetup message docker-thinpool 0 'create_thin 4000'");
    await guest.ok(`cd /var/lib/docker/devicemapper/metadata
      cp -p base 0000 && sed -i 's/"device_id":1,/"device_id":5000,/' 0000`);
    const { orphans } = await layersSeen(guest);
    expect(orphans.map(({ kind, deviceId }) => [kind, deviceId])).toEqual([
      ['no-record', 4000],
      ['no-device', 5000],
      ['no-owner', 5000],
    ]);
    await guest.ok("dmsetup message docker-thinpool 0 'delete 4000'");
  });

  test.each(['KILL', 'INT', 'TERM'])(
    'the snapshot is released when SIG%s ends dmctl while it reads it',
    async (signal) => {
      const { guest } = lab;
      await guest.ok('dmctl setup direct-lvm /dev/xvdf && mkfifo /run/wait');
      const script = '#!/bin/sh\necho >/run/reads\nread go </run/wait\nexec thin_ls.real "$@"\n';
      await withProgram(guest, 'thin_ls', script, async () => {
        const looking = guest.start('exec dmctl inspect layers');
        await guest.ok('until [ -e /run/reads ]; do :; done');
        expect((await guest.run(NO_SNAPSHOT)).exitCode).toBe(1);
        looking.kill(`SIG${signal}` as NodeJS.Signals);
        const { exitCode, signal: died } = await looking.wait();
        expect(exitCode ?? died).not.toBe(0);
        await guest.ok(`until ${NO_SNAPSHOT}; do :; done`);
        await guest.ok('echo >/run/wait; rm /run/wait /run/reads');
      });
      expect((await layersSeen(guest)).layers.map(({ kind }) => kind)).toEqual(['base']);
    },
  );

  test("somebody else's snapshot is left alone, and the rest is shown", async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.ok('dmsetup message docker-thinpool 0 reserve_metadata_snap');
    const { exitCode, stdout } = await guest.run('dmctl inspect layers');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^base .*\n[\s\S]*DM230[\s\S]*a metadata snapshot already exists/m);
    expect((await guest.run(NO_SNAPSHOT)).exitCode).toBe(1);
    await guest.ok('dmsetup message docker-thinpool 0 release_metadata_snap');
  });

  test('a stopped Docker, a pool that is not active and loop files are looked at too', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await dockerAtWork(guest);
    await guest.ok('docker kill runs && systemctl stop docker.service docker.socket');
    expect((await layersSeen(guest, '')).layers).toHaveLength(7);
    await guest.ok('lvchange -an docker/thinpool');
    const { stdout } = await guest.run('dmctl inspect layers');
    expect(stdout).toMatch(/^base [\s\S]*DM233[\s\S]*the pool is not active/m);
    await guest.reset();

    await startOnLoopFiles(guest);
    expect(await guest.ok('dmctl inspect')).toMatch(
      /^\/var\/lib\/docker\/devicemapper\/devicemapper\/metadata {2}file\n`-loop\d+ {2}2 GiB of metadata/,
    );
    expect((await layersSeen(guest)).layers.map(({ kind }) => kind)).toEqual(['base', 'image']);
  });
});

/** Writes how much memory a process has had at most, in KiB (getrusage(2), ru_maxrss). */
const TELLS_PEAK = `process.on('exit', () => {
  require('node:fs').writeFileSync('/tmp/peak', String(process.resourceUsage().maxRSS));
});`;

describe('ten thousand layers', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G'] });

  test('each with its thin device in the kernel, are shown in little memory', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await guest.ok(
      `set -e; systemctl stop docker.service docker.socket
      table=$(dmsetup table docker-thinpool_tmeta); lvchange -an docker/thinpool
      rm -rf /var/lib/docker/devicemapper/metadata /var/lib/docker/image
      /opt/node/bin/node /opt/dmctl-src/scripts/bench/many-layers.mjs /var/lib/docker 10000 >/tmp/metadata
      dmsetup create metadata --table "$table"
      thin_restore -i /tmp/metadata -o /dev/mapper/metadata
      dmsetup remove --retry metadata; lvchange -ay docker/thinpool; ${NO_SNAPSHOT}`,
      { timeoutMs: 600_000 },
    );
    await guest.writeFile('/tmp/peak.cjs', TELLS_PEAK);
    const peak = async (what: string): Promise<number> => {
      const command = `NODE_OPTIONS='--require /tmp/peak.cjs' dmctl ${what} --json >/tmp/answer`;
      await guest.ok(command, { timeoutMs: 600_000 });
      return Number(await guest.ok('cat /tmp/peak')) / 1024;
    };
    expect(await peak('inspect layers')).toBeLessThan(200);
    const { data } = JSON.parse(await guest.ok('cat /tmp/answer')) as { readonly data: Data };
    expect(data.orphans).toEqual([]);
    expect(data.layers).toHaveLength(10_001);
    expect(data.layers.every(({ mappedBytes }) => mappedBytes === 512 * 1024)).toBe(true);
    expect(await peak('inspect')).toBeLessThan(200);
    expect(await peak('status')).toBeLessThan(200);
  });
});
