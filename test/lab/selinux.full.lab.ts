import { beforeEach, describe, expect, test } from 'vitest';
import { SETUP, startDocker, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { picture } from './scenario.ts';

const PACKAGES = ['selinux-policy-default', 'policycoreutils', 'selinux-utils'];

/** Not the labels that the policy would give: what an administrator chose. */
const LABELS = `chcon -t usr_t /etc/docker/daemon.json && chcon -t etc_runtime_t /etc/docker &&
  chcon -t mnt_t /var/lib/docker`;

const CHOSEN = [
  'system_u:object_r:etc_runtime_t:s0 /etc/docker',
  'system_u:object_r:usr_t:s0 /etc/docker/daemon.json',
  'system_u:object_r:mnt_t:s0 /var/lib/docker',
];

describe('a host with SELinux', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G'], packages: PACKAGES, selinux: true });

  const labels = async (...paths: readonly string[]): Promise<readonly string[]> =>
    (await lab.guest.ok(`stat -c '%C %n' ${paths.join(' ')}`)).trimEnd().split('\n');
  const FOUND = ['/etc/docker', '/etc/docker/daemon.json', '/var/lib/docker'];

  beforeEach(async () => {
    expect(await lab.guest.ok('getenforce')).toBe('Permissive\n');
    await startDocker(lab.guest);
    await lab.guest.ok(`restorecon -RF /etc /var/lib/docker /var/log && ${LABELS}`);
    expect(await labels(...FOUND)).toEqual(CHOSEN);
  });

  test('has the labels of its files and of its data root after a setup, and after a teardown', async () => {
    const before = await picture(lab.guest);
    await succeed(lab.guest, SETUP, 'with labels');
    expect(await labels(...FOUND, '/var/lib/docker.bk')).toEqual([
      ...CHOSEN,
      'system_u:object_r:mnt_t:s0 /var/lib/docker.bk',
    ]);
    await succeed(lab.guest, 'dmctl verify', 'set up');
    // What is new has what the policy gives to such a file.
    const made =
      '/etc/lvm/profile/docker-thinpool.profile /etc/systemd/system/dmctl-activate.service';
    expect(await lab.guest.ok(`restorecon -nv ${made}`)).toBe('');

    await succeed(lab.guest, 'dmctl teardown --confirm docker/thinpool --erase', 'set up');
    expect(await picture(lab.guest)).toBe(before);
    expect(await labels(...FOUND)).toEqual(CHOSEN);
    expect(await lab.guest.ok('docker images -q bb')).not.toBe('');
  });

  test('has them after a setup that failed, and after one by the script', async () => {
    const failed = await lab.guest.run(`${SETUP} --storage-opt dm.mkfsarg=--nonsense`);
    expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
    expect(await labels(...FOUND)).toEqual(CHOSEN);

    await lab.guest.ok(`${SETUP} --dry-run --script >setup.sh`);
    // Docker was started four times within a minute, which is where systemd refuses (StartLimitBurst=).
    await succeed(lab.guest, 'bash setup.sh', 'put back');
    expect(await labels(...FOUND)).toEqual(CHOSEN);
  });
});
