import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const DROP_IN = '/etc/systemd/system/docker.service.d/storage.conf';

describe('a Docker that is started in another way', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('by its init script, without systemd, is stopped and started by that', async () => {
    const { guest } = lab;
    // sd_booted(3): with this folder away, systemctl, service(8) and the script take it for absent.
    await guest.ok('mv /run/systemd/system /run/systemd/away');
    try {
      await guest.ok('service docker start && until docker info >/dev/null 2>&1; do sleep 1; done');
      for (const managed of ['', ' --managed']) {
        const shown = await guest.ok(`${SETUP}${managed} --dry-run`);
        expect(shown).toContain('service docker stop');
        const set = await guest.run(SETUP + managed);
        expect(set.exitCode, set.stdout + set.stderr).toBe(0);
        await importBusybox(guest);
        expect(await guest.ok('docker run --net=none --rm bb echo it-runs')).toContain('it-runs');
        const verified = await guest.run('dmctl verify');
        expect(verified.exitCode, verified.stdout).toBe(0);
        const again = answerOf(await guest.run(`${SETUP}${managed} --json`));
        expect(again).toMatchObject({ ok: true, changed: false });
        const gone = await guest.run('dmctl teardown --confirm docker/thinpool');
        expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
        expect(await guest.ok('docker info --format "{{.Driver}}"')).not.toContain('devicemapper');
      }
    } finally {
      await guest.run('service docker stop; mv /run/systemd/away /run/systemd/system');
    }
  });

  test('as a unit of another name is refused with the way out', async () => {
    const { guest } = lab;
    await guest.ok(
      'cp /lib/systemd/system/docker.service /etc/systemd/system/docker-ce.service && ' +
        'sed -i "/docker.socket/d; s/-H fd:\\/\\///" /etc/systemd/system/docker-ce.service && ' +
        'mv /lib/systemd/system/docker.service /root/ && mv /etc/init.d/docker /root/ && ' +
        'systemctl daemon-reload && systemctl start docker-ce',
    );
    const before = await picture(guest);
    for (const command of [SETUP, `${SETUP} --managed`, 'dmctl setup loop-lvm']) {
      const refused = await guest.run(command);
      expect([command, refused.exitCode]).toEqual([command, 20]);
      expect(refused.stderr).toMatch(/DM047[\s\S]*docker\.service[\s\S]*dmctl explain DM047/);
    }
    expect(await picture(guest)).toBe(before);
    await guest.ok('systemctl is-active docker-ce && systemctl stop docker-ce');

    // The way out that it names.
    await guest.ok(
      'mv /etc/systemd/system/docker-ce.service /etc/systemd/system/docker.service && ' +
        'systemctl daemon-reload',
    );
    const set = await guest.run(SETUP);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    await guest.ok(
      'systemctl stop docker.service docker.socket; rm /etc/systemd/system/docker.service; ' +
        'mv /root/docker.service /lib/systemd/system/ && mv /root/docker /etc/init.d/ && ' +
        'systemctl daemon-reload',
    );
  });

  test('with storage settings in a drop-in is refused, and the file is named', async () => {
    const { guest } = lab;
    for (const flags of [
      '--storage-driver=devicemapper',
      '-s overlay2',
      '--storage-opt dm.basesize=20G',
    ]) {
      await guest.ok('mkdir -p /etc/systemd/system/docker.service.d');
      await guest.writeFile(
        DROP_IN,
        `[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// ${flags}\n`,
      );
      await guest.ok('systemctl daemon-reload');
      const before = await picture(guest);
      for (const command of [SETUP, `${SETUP} --managed`, 'dmctl setup loop-lvm']) {
        const refused = await guest.run(command);
        expect([command, refused.exitCode]).toEqual([command, 20]);
        expect(refused.stderr).toMatch(/DM041: docker\.service ExecStart sets --storage-/);
        expect(refused.stderr).toContain('systemctl cat docker.service');
      }
      expect(await picture(guest)).toBe(before);
    }
    await guest.ok('rm -r /etc/systemd/system/docker.service.d && systemctl daemon-reload');
    expect((await guest.run(SETUP)).exitCode).toBe(0);
  });
});
