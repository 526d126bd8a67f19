import { afterEach, describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound, poolName, startOnLoopFiles, startWriter } from './loop-scenario.ts';
import { RELEASES } from './releases.ts';
import { answerOf } from './scenario.ts';

const GIB = 1024 ** 3;

/** Everything a resize could change. */
const picture = (guest: Guest): Promise<string> =>
  guest.ok(
    `stat -c '%n %i %s' /var/lib/docker/devicemapper/devicemapper/*
     losetup --list --noheadings -O NAME,BACK-FILE,OFFSET,SIZELIMIT | sort
     cat /sys/block/loop[01]/size; dmsetup table --target thin-pool
     dmsetup table --inactive --target thin-pool; dmsetup info -c --noheadings -o name,suspended
     sha256sum /etc/docker/daemon.json; find /var/lib/dmctl/runs | sort || true`,
  );

describe.each(RELEASES)('resize on loop-lvm, %s', (suite) => {
  const lab = useGuest({ suite, disks: [] });
  // The reset stops Docker before it takes devices away; a container that runs would hold its own.
  afterEach(() => lab.guest.run('docker rm -f writer'));
  const resize = (args: string) => lab.guest.run(`dmctl resize --allow-overcommit ${args}`);

  test('doubles the data and the metadata under a container that writes; again does nothing', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    const mustBeWhole = await startWriter(guest);

    const grown = answerOf(await resize('--size 200G --metadata-size 4G --json'));
    expect(grown).toMatchObject({ ok: true, changed: true });
    expect(grown.warnings.map(({ code }) => code)).toContain('DM061');
    const pool = { dataBytes: 200 * GIB, metadataBytes: 4 * GIB, suspended: false, health: 'ok' };
    expect(grown.data['pool']).toMatchObject(pool);

    await mustBeWhole();
    const info = await guest.ok('docker info 2>/dev/null');
    expect(info).toContain('Data Space Total: 214.7GB');
    expect(info).toContain('Metadata Space Total: 4.295GB');
    await mustBeSound(guest);
    expect(answerOf(await resize('--size 200G --metadata-size 4G --json'))).toMatchObject({
      ok: true,
      changed: false,
    });
  });

  test('with Docker stopped only the files grow, and its next start takes all of them', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    await guest.ok('docker run --name kept --net=none bb sh -c "echo whole >/kept"');
    await guest.ok('systemctl stop docker.socket docker.service');
    const grown = answerOf(await resize('--size 200G --metadata-size 4G --json'));
    expect(grown).toMatchObject({ ok: true, changed: true });
    expect(grown.warnings.map(({ code }) => code)).toContain('DM062');
    expect(answerOf(await resize('--size 200G --json')).changed).toBe(false);

    await guest.ok('systemctl start docker');
    const info = await guest.ok('docker info 2>/dev/null');
    expect(info).toContain('Data Space Total: 214.7GB');
    expect(info).toContain('Metadata Space Total: 4.295GB');
    await mustBeSound(guest);
    expect(await guest.ok('docker cp kept:/kept - | tar -xO')).toBe('whole\n');
  });

  test('a pool that outlived its Docker grows where it is', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    await guest.ok(
      `mkdir -p /run/systemd/system/docker.service.d
       printf '[Service]\\nRestart=no\\n' >/run/systemd/system/docker.service.d/lab.conf
       systemctl daemon-reload; systemctl kill -s KILL docker.service
       while systemctl is-active docker.service; do :; done
       systemctl stop docker.socket docker.service`,
    );
    const grown = answerOf(await resize('--size 200G --json'));
    expect(grown).toMatchObject({ ok: true, changed: true });
    expect(grown.data['pool']).toMatchObject({ dataBytes: 200 * GIB, active: true });
    await guest.ok(
      `rm -r /run/systemd/system/docker.service.d; systemctl daemon-reload
       systemctl reset-failed docker.service; systemctl start docker.service`,
    );
    await mustBeSound(guest);
  });

  test('finds the files of another data root through the pool itself', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest, '/srv/docker root');
    const mustBeWhole = await startWriter(guest);
    const grown = await resize('--size +100G');
    expect(grown.exitCode, grown.stderr).toBe(0);
    expect(await guest.ok('stat -c %s "/srv/docker root/devicemapper/devicemapper/data"')).toBe(
      `${String(200 * GIB)}\n`,
    );
    await mustBeWhole();
    await mustBeSound(guest);
  });

  test('refuses what cannot be, and leaves the host as it is', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    const name = await poolName(guest);
    const before = await picture(guest);
    const refused = async (args: string, exitCode: number, code: string) => {
      const result = await guest.run(`dmctl resize ${args}`);
      expect(result.exitCode, `${args}: ${result.stderr}`).toBe(exitCode);
      expect(result.stderr).toContain(`error ${code}:`);
      return result.stderr;
    };
    await refused('--size 50G', 20, 'DM035');
    await refused('--metadata-size 1G', 20, 'DM035');
    await refused('--size 0', 2, 'DM002');
    await refused('--size -5G', 2, 'DM002');
    expect(await refused('--size 200G', 23, 'DM061')).toMatch(/\d{12} bytes/);
    await refused('--size 17T --allow-overcommit', 20, 'DM033');
    expect(await refused('--size 4T --allow-overcommit', 20, 'DM033')).toContain(
      '--metadata-size 4096M',
    );
    await refused('--metadata-size 16G --allow-overcommit', 20, 'DM033');
    await refused('--size 200G --keep-step', 20, 'DM036');
    expect(await picture(guest)).toBe(before);

    await guest.ok(`dmsetup suspend ${name}`);
    expect(await refused('--size 200G --allow-overcommit', 20, 'DM113')).toContain(
      `dmsetup resume ${name}`,
    );
    await guest.ok(
      `dmsetup resume ${name} && dmsetup reload ${name} --table "$(dmsetup table ${name})"`,
    );
    expect(await refused('--size 200G --allow-overcommit', 20, 'DM113')).toContain(
      `dmsetup clear ${name}`,
    );
    await guest.ok(`dmsetup clear ${name}`);
    const data = '/var/lib/docker/devicemapper/devicemapper/data';
    await guest.ok(`cp --sparse=always ${data} /root/other && mv ${data} ${data}.old`);
    await guest.ok(`mv /root/other ${data}`);
    expect(await refused('--size 200G --allow-overcommit', 20, 'DM060')).toContain(`${data}.old`);
    await guest.ok(`mv ${data}.old ${data}`);
    expect(await picture(guest)).toBe(before);
    await guest.ok(`rm ${data}`);
    expect(await refused('--size 200G --allow-overcommit', 20, 'DM060')).toContain('docker save');
  });
});
