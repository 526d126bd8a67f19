import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

describe.each(RELEASES)('setup loop-lvm on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G'] });
  const info = (): Promise<string> => lab.guest.ok('docker info 2>/dev/null');

  test('takes a blank host, a container reads what it wrote, verify agrees, a second run does nothing', async () => {
    const first = await lab.guest.run('dmctl setup loop-lvm --json');
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    const set = answerOf(first);
    expect(set).toMatchObject({ ok: true, changed: true, error: null });
    expect(set.warnings.map(({ code }) => code)).toEqual(['DM102', 'DM210']);
    const files = '/var/lib/docker/devicemapper/devicemapper';
    expect(set.data).toMatchObject({
      mode: 'loop-lvm',
      pool: { vg: null, lv: null, autoextend: null, active: true, dataBytes: 100 * 2 ** 30 },
      devices: [],
      loopFiles: { data: `${files}/data`, metadata: `${files}/metadata` },
    });
    const { name } = set.data['pool'] as { readonly name: string };
    expect(await info()).toMatch(
      new RegExp(`Storage Driver: devicemapper\\s+Pool Name: ${name}\n`),
    );

    await importBusybox(lab.guest);
    // It shows what it wrote the last time, and writes it.
    await lab.guest.ok(
      'docker run --net=none --name writer bb sh -c "cat /f; echo it-is-there > /f; sync"',
    );
    expect(await lab.guest.ok('docker start -a writer')).toBe('it-is-there\n');
    const verified = await lab.guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);

    const before = await picture(lab.guest);
    const second = answerOf(await lab.guest.run('dmctl setup loop-lvm --json'));
    expect(second).toMatchObject({ ok: true, changed: false, runId: null });
    expect(await picture(lab.guest)).toEqual(before);
  });

  test('makes the files as large as asked for, and leaves other sizes to resize', async () => {
    const sizes = '--data-size 20G --metadata-size 500M --min-free-space 5%';
    await lab.guest.ok(`dmctl setup loop-lvm ${sizes}`);
    expect(await info()).toMatch(/Data Space Total: 21\.47GB[\s\S]*Metadata Space Total: 524\.3MB/);
    expect(await lab.guest.ok('cat /etc/docker/daemon.json')).toContain('dm.loopdatasize=20G');
    const again = answerOf(await lab.guest.run(`dmctl setup loop-lvm ${sizes} --json`));
    expect(again).toMatchObject({ ok: true, changed: false });
    await lab.guest.ok('systemctl stop docker.service docker.socket');
    const started = answerOf(await lab.guest.run(`dmctl setup loop-lvm ${sizes} --json`));
    expect(started).toMatchObject({ ok: true, changed: true });
    expect(await info()).toContain('Data Space Total: 21.47GB');

    const before = await picture(lab.guest);
    const other = await lab.guest.run('dmctl setup loop-lvm --data-size 30G');
    expect(other.exitCode).toBe(20);
    expect(other.stderr).toMatch(/DM031[\s\S]*20 GiB[\s\S]*dmctl resize --size 30G/);
    expect(await picture(lab.guest)).toEqual(before);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('keeps the images of the driver before, and puts all back when dockerd does not start', async () => {
    await lab.guest.ok('systemctl start docker');
    await importBusybox(lab.guest);
    const before = await picture(lab.guest);
    const refused = await lab.guest.run('dmctl setup loop-lvm');
    expect(refused.exitCode).toBe(20);
    expect(refused.stderr).toContain('DM044');

    const failed = await lab.guest.run(
      'dmctl setup loop-lvm --move-data-root --storage-opt dm.mkfsarg=--nonsense',
    );
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(await picture(lab.guest)).toEqual(before);
    expect(await lab.guest.ok('docker images -q bb')).not.toBe('');
    expect(await lab.guest.ok('ls /dev/mapper; losetup --all')).toBe('control\n');

    const moved = answerOf(await lab.guest.run('dmctl setup loop-lvm --move-data-root --json'));
    expect(moved, JSON.stringify(moved.error)).toMatchObject({ ok: true, changed: true });
    expect(moved.data).toMatchObject({ dataRoot: { movedTo: '/var/lib/docker.bk' } });
    await lab.guest.ok('test -d /var/lib/docker.bk/overlay2');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('as a dry run changes nothing, and its script sets the host up', async () => {
    const before = await picture(lab.guest);
    const script = await lab.guest.ok(
      'dmctl setup loop-lvm --data-size 20G --dry-run --script --detailed-exitcode || [ $? = 10 ]',
    );
    expect(await picture(lab.guest)).toEqual(before);
    await lab.guest.writeFile('/root/setup.sh', script);
    const run = await lab.guest.run('bash /root/setup.sh');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
    const after = answerOf(await lab.guest.run('dmctl setup loop-lvm --data-size 20G --json'));
    expect(after).toMatchObject({ ok: true, changed: false });
  });
});

describe('setup loop-lvm', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('killed half way is undone by rollback, and taken up by the same command', async () => {
    const before = await picture(lab.guest);
    await die(lab.guest, 'dmctl setup loop-lvm', 'after-effect:daemon-json');
    const other = await lab.guest.run('dmctl setup loop-lvm --data-size 20G');
    expect(other.exitCode).toBe(20);
    expect(other.stderr).toContain('DM054');
    await lab.guest.ok('dmctl rollback --yes');
    expect(await picture(lab.guest)).toEqual(before);

    await die(lab.guest, 'dmctl setup loop-lvm', 'after-effect:daemon-json');
    const again = await lab.guest.run('dmctl setup loop-lvm');
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('leaves nothing behind on a host that never ran Docker, when dockerd does not start', async () => {
    const before = await picture(lab.guest);
    const failed = await lab.guest.run(
      'dmctl setup loop-lvm --storage-opt dm.mkfsarg=--nonsense --json',
    );
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(await picture(lab.guest)).toEqual(before);
    expect(await lab.guest.ok('ls /dev/mapper; losetup --all')).toBe('control\n');
    await lab.guest.ok('dmctl setup loop-lvm --data-size 256M --metadata-size 32M');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('writes the driver down where Docker chose loop files by itself, and images stay', async () => {
    await lab.guest.ok('dmctl setup loop-lvm && systemctl stop docker.service docker.socket');
    await lab.guest.writeFile('/etc/docker/daemon.json', '{"iptables":false,"bridge":"none"}\n');
    await lab.guest.ok('systemctl start docker');
    await importBusybox(lab.guest);
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(11);
    await lab.guest.ok('dmctl setup loop-lvm');
    expect(await lab.guest.ok('docker images -q bb')).not.toBe('');
    expect((await lab.guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('is refused where Docker has a pool on a disk, and where its configuration names one', async () => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf');
    for (const command of ['true', 'systemctl stop docker.service docker.socket']) {
      await lab.guest.ok(command);
      const before = await picture(lab.guest);
      const refused = answerOf(await lab.guest.run('dmctl setup loop-lvm --json'));
      expect(refused).toMatchObject({ ok: false, exitCode: 20, error: { code: 'DM046' } });
      expect(refused.error?.message).toContain('docker-thinpool');
      expect(await picture(lab.guest)).toEqual(before);
    }
  });
});

describe('setup loop-lvm on trixie', () => {
  const lab = useGuest({ suite: 'trixie' });

  test('is refused: Docker 26 has no devicemapper driver, and nothing is changed', async () => {
    const before = await picture(lab.guest);
    const refused = answerOf(await lab.guest.run('dmctl setup loop-lvm --json'));
    expect(refused).toMatchObject({ ok: false, exitCode: 20, error: { code: 'DM040' } });
    expect(await picture(lab.guest)).toEqual(before);
  });
});
