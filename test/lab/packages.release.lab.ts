import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { $ } from 'zx';
import { PROJECT } from './guest/folders.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly version: string;
};
/** As the guest sees them. */
const PACKAGES = '/opt/dmctl-src/build/packages';
const DEB = `${PACKAGES}/dmctl_${version}-1_amd64.deb`;
const RPM = `${PACKAGES}/dmctl-${version}-1.x86_64.rpm`;
const ARCHIVE = `${PACKAGES}/dmctl-${version}-linux-x64.tar.gz`;

/** Without the lab's own dmctl, and without Node. */
const INSTALLED = { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };

/** Goes at once when Docker is stopped: sleep(1) minds no SIGTERM as the first process. */
const KEEPS = 'docker run -d --name keeps --stop-signal=KILL --net=none bb sleep 1000';

/** Of the files that a package listed as its own, those of dmctl alone that are still there. */
async function leftOf(guest: Guest, listed: string): Promise<readonly string[]> {
  const left: string[] = [];
  for (const path of listed.split('\n').filter((line) => line.includes('dmctl'))) {
    if ((await guest.run(['test', '-e', path])).exitCode === 0) left.push(path);
  }
  return left;
}

beforeAll(() => $({ cwd: PROJECT, quiet: true })`npm run --silent package`, 900_000);

describe.each(RELEASES)('the .deb on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['10G', '10G'] });
  const ok = (command: string): Promise<string> => lab.guest.ok(command, INSTALLED);

  test('does the whole life of a pool without Node, and removed leaves the pool working', async () => {
    const before = await picture(lab.guest);
    expect(await lab.guest.run('command -v node', INSTALLED)).toMatchObject({ exitCode: 1 });
    await ok(`dpkg --path-include='/usr/share/*' -i ${DEB}`);
    expect(await ok('command -v dmctl')).toBe('/usr/sbin/dmctl\n');
    expect(await picture(lab.guest)).toBe(before);

    const set = answerOf(await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --json', INSTALLED));
    expect(set, JSON.stringify(set.error)).toMatchObject({ ok: true, changed: true });
    await importBusybox(lab.guest);
    await ok(KEEPS);
    await ok('dmctl verify');
    await ok('dmctl resize --add /dev/xvdg');
    const again = await lab.guest.run(
      'dmctl setup direct-lvm /dev/xvdf /dev/xvdg --json',
      INSTALLED,
    );
    expect(answerOf(again)).toMatchObject({ ok: true, changed: false });

    const installed = await ok('dpkg -L dmctl');
    await ok('dpkg -r dmctl');
    expect(await leftOf(lab.guest, installed)).toEqual(['/var/lib/dmctl']);
    expect(await ok('docker exec keeps echo works')).toBe('works\n');
    await ok('systemctl restart docker && docker run --rm --net=none bb echo again');

    await ok(`dpkg -i ${DEB}`);
    await ok('docker rm -f keeps && dmctl verify');
    await ok('dmctl teardown --confirm docker/thinpool');
    expect(await ok('dpkg --purge dmctl')).toContain('/var/lib/dmctl is kept');
    await ok('test -d /var/lib/dmctl/runs && test ! -e /var/log/dmctl');
  });

  test('has manual pages, completion and a timer that writes the metrics', async () => {
    await ok(`dpkg --path-include='/usr/share/*' -i ${DEB}`);
    const manual = (await ok('ls /usr/share/man/man8')).split('\n');
    expect(manual).toContain('dmctl.8.gz');
    expect(manual).toContain('dmctl-setup-direct-lvm.8.gz');
    expect(
      await ok("bash -ic 'complete -p dmctl || { _completion_loader dmctl; complete -p dmctl; }'"),
    ).toContain('dmctl');
    await ok('dmctl setup direct-lvm /dev/xvdf');
    await ok('mkdir -p /var/lib/prometheus/node-exporter && systemctl start dmctl-metrics.service');
    expect(await ok('cat /var/lib/prometheus/node-exporter/dmctl.prom')).toContain('dmctl_up 1');
    await ok('dmctl teardown --confirm docker/thinpool && dpkg --purge dmctl');
    await ok('rm -r /var/lib/dmctl');
  });

  test('minds neither NODE_OPTIONS of the caller nor SIGUSR1, and draws on a terminal', async () => {
    await ok(`dpkg -i ${DEB}`);
    // proc_net(5): 0A is a socket that listens. It waits for the lock meanwhile.
    const ports = 'awk \'$4 == "0A" { print $2 }\' /proc/net/tcp /proc/net/tcp6 | sort';
    const before = await ok(ports);
    const waits = `dmctl resume --lock-timeout 15 & sleep 3; kill -USR1 $!; sleep 2; ${ports}; wait $!`;
    const waited = await lab.guest.run(['flock', '/run/dmctl.lock', 'sh', '-c', waits], INSTALLED);
    expect(waited.exitCode, waited.stdout + waited.stderr).toBe(75);
    expect(waited.stdout).toBe(before);
    const env = { ...INSTALLED.env, NODE_OPTIONS: '--require /nonexistent', TERM: 'xterm' };
    const shown = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf', {
      env,
      terminal: { rows: 40, columns: 100 },
    });
    expect(shown.exitCode, shown.stdout).toBe(0);
    expect(shown.stdout).toContain('\u001B[');
    await ok('dmctl teardown --confirm docker/thinpool && dpkg --purge dmctl');
    await ok('rm -r /var/lib/dmctl');
  });
});

describe('the .rpm', () => {
  const lab = useGuest({ suite: 'bookworm', packages: ['rpm'], disks: ['10G'] });
  const ok = (command: string): Promise<string> => lab.guest.ok(command, INSTALLED);

  test('is installed whole by rpm(8), and removed leaves the pool and its records alone', async () => {
    const before = await picture(lab.guest);
    // What it asks for is here as Debian's packages, which rpm knows nothing of.
    await ok(`rpm -i --nodeps ${RPM}`);
    expect(await ok('rpm -V --nodeps dmctl')).toBe('');
    expect(await picture(lab.guest)).toBe(before);
    await ok('dmctl setup direct-lvm /dev/xvdf && dmctl verify');
    await importBusybox(lab.guest);
    await ok(KEEPS);

    const installed = await ok('rpm -ql dmctl');
    await ok('rpm -e dmctl');
    expect(await leftOf(lab.guest, installed)).toEqual(['/var/lib/dmctl']);
    expect(await ok('docker exec keeps echo works')).toBe('works\n');
    await ok('systemctl restart docker && docker run --rm --net=none bb echo again');

    await ok(`rpm -i --nodeps ${RPM}`);
    await ok('docker rm -f keeps && dmctl verify && dmctl teardown --confirm docker/thinpool');
    await ok('rpm -e dmctl && rm -r /var/lib/dmctl');
  });
});

describe('the archive', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('unpacked over /usr/local is dmctl with all that belongs to it', async () => {
    await lab.guest.ok(`tar -xzf ${ARCHIVE} -C /usr/local --strip-components=1`);
    const env = { PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' };
    expect(await lab.guest.ok('command -v dmctl', { env })).toBe('/usr/local/sbin/dmctl\n');
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf && dmctl verify', { env });
    await lab.guest.ok(
      'systemctl cat dmctl-metrics.service | grep -q ExecStart=/usr/local/sbin/dmctl',
    );
    await lab.guest.ok('dmctl teardown --confirm docker/thinpool', { env });
  });
});
