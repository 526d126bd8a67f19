import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';

/** LVM and util-linux as they were called to look, in the order of the run's log. */
const LOOKS = /"\/usr\/s?bin\/(lsblk|wipefs|lvm)"/;

describe('the looks of a setup', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G'] });

  async function looksOf(command: string): Promise<readonly string[]> {
    const run = await lab.guest.run(command);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const log = await lab.guest.ok('cat /var/log/dmctl/*.log');
    const verified = await lab.guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    return log.split('\n').flatMap((line) => LOOKS.exec(line)?.[1] ?? []);
  }

  test('ask LVM at first and when it has made all, on two disks', async () => {
    const looks = await looksOf('dmctl setup direct-lvm /dev/xvdf /dev/xvdg');
    expect(looks).toEqual(['lvm', 'lsblk', 'wipefs', 'lvm']);
  });

  test('ask LVM no more often where lvm.conf wants two copies of the metadata; one is made', async () => {
    await lab.guest.writeFile('/etc/lvm/lvmlocal.conf', 'metadata {\n pvmetadatacopies = 2\n}\n');
    const looks = await looksOf('dmctl setup direct-lvm /dev/xvdf');
    expect(await lab.guest.ok('pvs --noheadings -o pv_mda_count /dev/xvdf')).toMatch(/^ *1\n$/);
    expect(looks).toEqual(['lvm', 'lsblk', 'wipefs', 'lvm']);
  });

  test('ask lsblk and wipefs again where the disk is not zero far behind its beginning', async () => {
    await lab.guest.ok('echo data | dd of=/dev/xvdf bs=1M seek=5 conv=notrunc status=none');
    const looks = await looksOf('dmctl setup direct-lvm /dev/xvdf');
    expect(looks).toEqual(['lvm', 'lsblk', 'wipefs', 'lsblk', 'wipefs', 'lvm']);
  });
});
