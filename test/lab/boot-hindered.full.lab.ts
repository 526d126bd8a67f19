import { describe, expect, test } from 'vitest';
import { journalOfUnit, keeper, limit, mustBeUp, mustBeUpAgain, NO_EVENTS } from './boots.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf } from './scenario.ts';

/** Docker stays down until a scenario starts it, and has no failed starts behind it. */
async function bootWithoutDocker(guest: Guest): Promise<void> {
  await guest.ok('systemctl disable docker.service docker.socket');
}

const startDocker = 'systemctl reset-failed; systemctl start docker.service';

/** systemd would start it again by itself, in the middle of what comes next (Restart= of the unit). */
async function startDockerInVain(guest: Guest): Promise<void> {
  expect((await guest.run(startDocker)).exitCode).not.toBe(0);
  await guest.ok('systemctl stop docker.service docker.socket');
}

describe.each(RELEASES)('a boot of %s that is hindered', (suite) => {
  const lab = useGuest({ suite, disks: ['2G', '2G'] });

  test('by a missing thin_check: the journal names it', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const hash = await keeper(guest);
    // Events are handled before there is a journal. In bullseye LVM has a unit of its own without them.
    await limit(guest, NO_EVENTS);
    await guest.ok('mv /usr/sbin/thin_check /usr/sbin/thin_check.away');
    try {
      await guest.reboot();
      expect(await guest.ok('journalctl -b --no-pager -o cat')).toMatch(
        /please install recommended missing binary \/usr\/sbin\/thin_check/,
      );
      await mustBeUpAgain(guest, 'without thin_check', hash);
    } finally {
      await guest.ok('mv /usr/sbin/thin_check.away /usr/sbin/thin_check');
      await limit(guest, null);
    }
  });

  test('by a skip flag: nothing is activated, journal, activate and verify say why', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const hash = await keeper(guest);
    await guest.ok('lvchange --setactivationskip y docker/thinpool');
    await bootWithoutDocker(guest);
    await guest.reboot();
    await startDockerInVain(guest);
    expect(await journalOfUnit(guest)).toContain('ACTIVATION_SKIP flag set for LV docker/thinpool');
    expect((await guest.run('test -e /dev/mapper/docker-thinpool')).exitCode).toBe(1);

    const refused = answerOf(await guest.run('dmctl activate --json'));
    expect(refused).toMatchObject({ exitCode: 20, changed: false, error: { code: 'DM172' } });
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode).toBe(11);
    expect(verified.stdout).toContain('lvchange --setactivationskip n docker/thinpool');

    // Docker wants the unit, and does not need it: it starts on another driver.
    await guest.ok('cp /etc/docker/daemon.json /root/daemon.json');
    await guest.writeFile(
      '/etc/docker/daemon.json',
      '{"iptables": false, "bridge": "none", "storage-driver": "overlay2", "data-root": "/tmp/d"}\n',
    );
    await guest.ok(startDocker);
    await guest.ok(
      'systemctl stop docker.service docker.socket; cp /root/daemon.json /etc/docker/',
    );

    await guest.ok('lvchange --setactivationskip n docker/thinpool');
    const run = answerOf(await guest.run('dmctl activate --json'));
    expect(run).toMatchObject({ exitCode: 0, changed: true, data: { pool: { active: true } } });
    const again = answerOf(await guest.run('dmctl activate --json'));
    expect(again).toMatchObject({
      exitCode: 0,
      changed: false,
      data: { pool: { monitored: true } },
    });
    await guest.ok(startDocker);
    await mustBeUp(guest, 'activated by hand', hash);
  });

  test('by a missing disk: the journal names it, nothing is activated in part', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf /dev/xvdg');
    const hash = await keeper(guest);
    await bootWithoutDocker(guest);
    await waitFiveSeconds(guest);
    await guest.shutdown();
    const disk = guest.takeOut('xvdg');
    await guest.boot();
    await startDockerInVain(guest);
    const journal = await guest.ok('journalctl -b --no-pager -o cat');
    expect(journal).toMatch(/Timed out waiting for device .*lvm-pv-uuid-/);
    expect(await journalOfUnit(guest)).toMatch(/device with uuid|missing/i);
    expect((await guest.run('test -e /dev/mapper/docker-thinpool')).exitCode).toBe(1);
    expect(answerOf(await guest.run('dmctl activate --json'))).toMatchObject({
      exitCode: 20,
      error: { code: 'DM116' },
    });

    await guest.plug(disk);
    await guest.ok(startDocker);
    await mustBeUp(guest, 'with the disk', hash);
  });

  test('by a disk that comes late: Docker waits for it', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const hash = await keeper(guest);
    await bootWithoutDocker(guest);
    await guest.shutdown();
    const disk = guest.takeOut('xvdf');
    await guest.boot();
    const starting = guest.start(startDocker);
    starting.endInput();
    await guest.ok('until systemctl list-jobs | grep -q "lvm.*device.*running"; do :; done');
    await guest.plug(disk);
    expect((await starting.wait()).exitCode).toBe(0);
    await mustBeUpAgain(guest, 'a late disk', hash);
  });
});

/** systemd waits 90 s for a device (DefaultDeviceTimeoutSec); here no longer than it takes to see it. */
async function waitFiveSeconds(guest: Guest): Promise<void> {
  await guest.ok(`for uuid in $(pvs --noheadings -o pv_uuid); do
    unit=$(systemd-escape -p --suffix=device /dev/disk/by-id/lvm-pv-uuid-$uuid)
    mkdir -p "/etc/systemd/system/$unit.d"
    printf '[Unit]\\nJobRunningTimeoutSec=5\\n' > "/etc/systemd/system/$unit.d/wait.conf"
  done`);
}
