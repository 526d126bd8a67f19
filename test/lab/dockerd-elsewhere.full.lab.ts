import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const DROP_IN = '/etc/systemd/system/docker.service.d/place.conf';

/** Moves dockerd there, and tells docker.service. */
async function move(guest: Guest, path: string): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  await guest.ok(
    `systemctl stop docker.service docker.socket; mkdir -p ${folder} ${DROP_IN.replace(/\/[^/]*$/, '')} && ` +
      `mv /usr/sbin/dockerd ${path}`,
  );
  await guest.writeFile(DROP_IN, `[Service]\nExecStart=\nExecStart=${path} -H fd://\n`);
  await guest.ok('systemctl daemon-reload');
}

const moveBack = (guest: Guest, path: string) =>
  guest.ok(
    `systemctl stop docker.service docker.socket; mv ${path} /usr/sbin/dockerd && ` +
      `rm -rf ${DROP_IN} /opt/docker && systemctl daemon-reload`,
  );

async function done(guest: Guest, command: string): Promise<void> {
  const result = await guest.run(command);
  expect([command, result.exitCode], result.stdout + result.stderr).toEqual([command, 0]);
}

/** What verify found of one check. */
async function checkOf(guest: Guest, id: string) {
  const { data } = answerOf(await guest.run('dmctl verify --json'));
  const checks = data['checks'] as readonly { id: string; status: string; found: string }[];
  return checks.find((check) => check.id === id);
}

describe.each(RELEASES)('a dockerd in another place on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['4G'] });

  test.each(['/opt/docker/dockerd', '/usr/bin/dockerd-current'])(
    '%s is set up, verified and taken down as ever',
    async (path) => {
      const { guest } = lab;
      await move(guest, path);
      await done(guest, SETUP);
      await importBusybox(guest);
      await done(guest, 'dmctl verify');
      await guest.ok('systemctl stop docker.service docker.socket');
      expect(await checkOf(guest, 'docker-version')).toMatchObject({
        status: 'ok',
        found: expect.stringMatching(/^Docker 20\.10/) as string,
      });
      await done(guest, SETUP);
      await done(guest, 'dmctl teardown --confirm docker/thinpool');
      await moveBack(guest, path);
    },
  );

  test('is not run where everyone could have put it there', async () => {
    const { guest } = lab;
    await move(guest, '/opt/docker/dockerd');
    await guest.ok('chmod 777 /opt/docker && cp /bin/false /tmp/dockerd');
    const before = await picture(guest);
    const refused = await guest.run(SETUP);
    expect(refused.exitCode).toBe(20);
    expect(refused.stderr).toMatch(/\/opt\/docker\/dockerd is not used: \/opt\/docker is writable/);
    expect(await picture(guest)).toBe(before);
    await guest.ok('chmod 755 /opt/docker');
    await done(guest, SETUP);
    await guest.ok('chmod 777 /opt/docker; systemctl stop docker.service docker.socket');
    expect(await checkOf(guest, 'docker-version')).toMatchObject({
      status: 'unknown',
      found: expect.stringMatching(/is writable by everyone/) as string,
    });
    await moveBack(guest, '/opt/docker/dockerd');
  });
});

describe('a dockerd in another place that is started by hand', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'] });

  test('is found by its process, under the name that Red Hat gave it', async () => {
    const { guest } = lab;
    await guest.ok(
      'systemctl stop docker.service docker.socket; mv /usr/sbin/dockerd /usr/bin/dockerd-current',
    );
    const absent = await guest.run(SETUP);
    expect([absent.exitCode, absent.stderr]).toEqual([
      5,
      expect.stringMatching(/dockerd is missing/),
    ]);
    const running = guest.start('/usr/bin/dockerd-current');
    await guest.ok('until docker info >/dev/null 2>&1; do sleep 0.5; done');
    expect(answerOf(await guest.run(`${SETUP} --dry-run --json`)).error).toBeNull();
    await guest.ok('kill $(cat /run/docker.pid)');
    await running.wait();
    await guest.ok('mv /usr/bin/dockerd-current /usr/sbin/dockerd');
  });
});
