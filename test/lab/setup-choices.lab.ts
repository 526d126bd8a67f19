import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture } from './scenario.ts';

/** The wrapper on PATH and the node it becomes. */
const OF_DMCTL_ITSELF = 2;

describe('setup direct-lvm', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G', '2G'] });

  test('as a dry run changes nothing, and its script sets the host up', async () => {
    const before = await picture(lab.guest);
    const dry = await lab.guest.run(
      'dmctl setup direct-lvm /dev/xvdf --dry-run --detailed-exitcode',
    );
    expect(dry.exitCode, dry.stderr).toBe(10);
    expect(dry.stdout).toContain('pvcreate');
    const script = await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf --dry-run --script');
    expect(await picture(lab.guest)).toEqual(before);

    await lab.guest.writeFile('/root/setup.sh', script);
    const run = await lab.guest.run('bash /root/setup.sh');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const verified = await lab.guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
  });

  test('moves a data root with images aside only when asked to', async () => {
    await lab.guest.ok('systemctl start docker');
    await importBusybox(lab.guest);
    const refused = await lab.guest.run('dmctl setup direct-lvm /dev/xvdf');
    expect(refused.exitCode).toBe(20);
    expect(refused.stderr).toContain('DM044');
    expect(await lab.guest.ok('docker images -q bb')).not.toBe('');

    const moved = answerOf(
      await lab.guest.run('dmctl setup direct-lvm /dev/xvdf --move-data-root --json'),
    );
    expect(moved, JSON.stringify(moved.error)).toMatchObject({ ok: true });
    expect(moved.data).toMatchObject({
      dataRoot: { path: '/var/lib/docker', movedTo: '/var/lib/docker.bk' },
    });
    await lab.guest.ok('test -d /var/lib/docker.bk/overlay2');
  });

  test('calls at most 8 programs for verify and for a second run, however many disks', async () => {
    await lab.guest.ok('dmctl setup direct-lvm /dev/xvdf /dev/xvdg');
    const programs = async (command: string): Promise<number> => {
      await lab.guest.ok(
        `strace -f -qq -e trace=execve -e status=successful -o /tmp/calls ${command}`,
      );
      return Number(await lab.guest.ok('grep -c execve /tmp/calls')) - OF_DMCTL_ITSELF;
    };
    expect(await programs('dmctl verify')).toBeLessThanOrEqual(8);
    expect(await programs('dmctl setup direct-lvm /dev/xvdf /dev/xvdg')).toBeLessThanOrEqual(8);
  });
});
