import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

describe.each(['bookworm', 'bullseye'] as const)('setup direct-lvm on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['10G', '10G'] });

  test('takes a blank disk, a container runs on it, verify agrees, a second run does nothing', async () => {
    const first = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --json');
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    const set = answerOf(first);
    expect(set).toMatchObject({ ok: true, changed: true, exitCode: 0, error: null });
    expect(set.data).toMatchObject({
      mode: 'direct-lvm',
      devices: ['/dev/xvdf'],
      pool: {
        vg: 'docker',
        lv: 'thinpool',
        dmName: 'docker-thinpool',
        active: true,
        monitored: true,
      },
      daemonJson: { path: '/etc/docker/daemon.json' },
    });

    await importBusybox(lab.guest);
    const said = await lab.guest.ok('docker run --net=none --rm bb echo it-runs');
    expect(said).toContain('it-runs');

    const verified = await lab.guest.run('dmctl verify --json');
    expect(verified.exitCode, verified.stdout).toBe(0);

    const before = await picture(lab.guest);
    const second = answerOf(await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
    expect(second).toMatchObject({ ok: true, changed: false, exitCode: 0 });
    expect(await picture(lab.guest)).toEqual(before);
  });

  test('takes two disks', async () => {
    const run = answerOf(await lab.guest.run('dmctl setup direct-lvm /dev/xvdf /dev/xvdg --json'));
    expect(run, JSON.stringify(run.error)).toMatchObject({ ok: true, changed: true });
    const extents = await lab.guest.ok('vgs --noheadings -o vg_extent_count,pv_count docker');
    expect(extents.trim().split(/\s+/)).toEqual(['5118', '2']);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('keeps all of a daemon.json but our own lines, through a symbolic link', async () => {
    const odd =
      '{\n   "iptables" : false,\n\n   "bridge": "none",   "labels":["a=b"],\n' +
      '\t"log-opts": { "max-size":"10m" },\n   "default-ulimits": {}\n}\n';
    await lab.guest.writeFile('/srv/real.json', odd);
    await lab.guest.ok(
      'rm /etc/docker/daemon.json && ln -s /srv/real.json /etc/docker/daemon.json',
    );
    await lab.guest.ok('chmod 600 /srv/real.json');

    const run = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);

    const now = await lab.guest.readFile('/srv/real.json');
    const kept = odd.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '}');
    for (const line of kept.map((text) => text.trimEnd().replace(/,$/, ''))) {
      expect(now).toContain(line);
    }
    expect(JSON.parse(now)).toEqual({
      ...(JSON.parse(odd) as object),
      'storage-driver': 'devicemapper',
      'storage-opts': [
        'dm.thinpooldev=/dev/mapper/docker-thinpool',
        'dm.use_deferred_removal=true',
        'dm.use_deferred_deletion=true',
      ],
    });
    expect(await lab.guest.ok('stat -c "%a %F" /etc/docker/daemon.json /srv/real.json')).toBe(
      '777 symbolic link\n600 regular file\n',
    );
  });

  test('says what differs and refuses when asked for other values', async () => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const before = await picture(lab.guest);
    const other = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --autoextend-threshold 70');
    expect(other.exitCode).toBe(20);
    expect(other.stderr).toContain('DM031');
    expect(other.stderr).toMatch(/80.*70/);
    expect(await picture(lab.guest)).toEqual(before);
  });
});

describe('setup direct-lvm on trixie', () => {
  const lab = useGuest({ suite: 'trixie', disks: ['10G'] });

  test('is refused: Docker 26 has no devicemapper driver, and nothing is changed', async () => {
    const before = await picture(lab.guest);
    const refused = answerOf(await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --json'));
    expect(refused).toMatchObject({ ok: false, exitCode: 20, error: { code: 'DM040' } });
    expect(refused.error?.message).toContain('26.1.5');
    expect(await picture(lab.guest)).toEqual(before);
  });
});
