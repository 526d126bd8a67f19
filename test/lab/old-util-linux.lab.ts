import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound, startOnLoopFiles } from './loop-scenario.ts';
import { withOldUtilLinux } from './old-util-linux.ts';
import { answerOf } from './scenario.ts';

const SAVED = '/var/lib/dmctl/wiped';

async function succeeds(guest: Guest, command: string): Promise<void> {
  const result = await guest.run(command);
  expect(result.exitCode, result.stdout + result.stderr).toBe(0);
}

describe('a host with util-linux 2.23', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '4G'] });

  test('is set up on one disk, gets another one that carried a GPT, and is taken down', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    await guest.ok(
      `printf 'label: gpt\\n,1G\\n,\\n' | sfdisk -q /dev/xvdg && udevadm settle && head -c 1M /dev/xvdg > /root/before`,
    );
    await withOldUtilLinux(guest, async () => {
      await succeeds(guest, 'dmctl setup direct-lvm /dev/xvdf');
      const unconfirmed = await guest.run('dmctl resize --add /dev/xvdg');
      expect(unconfirmed.stderr).toMatch(/DM020[\s\S]*carries gpt at 0x200/);
      await succeeds(guest, 'dmctl resize --add /dev/xvdg --wipe-signatures --confirm /dev/xvdg');
      await mustBeSound(guest);
      expect(await guest.ok('vgs --noheadings -o pv_count docker')).toMatch(/^ *2\n$/);

      const erasing = await guest.run('dmctl teardown --confirm docker/thinpool --erase');
      expect(erasing.exitCode).toBe(5);
      expect(erasing.stderr).toMatch(/DM005[\s\S]*--zeroout/);
      await succeeds(guest, 'dmctl teardown --confirm docker/thinpool');
      await succeeds(guest, 'dmctl setup direct-lvm /dev/xvdf /dev/xvdg --dry-run');
    });
    expect(await guest.ok(`stat -c '%a %U' ${SAVED} ${SAVED}/xvdg-*-0.bak`)).toBe(
      '700 root\n600 root\n',
    );
    await guest.ok(`cmp ${SAVED}/xvdg-*-0.bak /root/before`);
  });

  test('has a partitioned disk wiped by the script of a dry run, and what was on it can be restored', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    await guest.ok(
      `printf 'label: gpt\\n,1G\\n,\\n' | sfdisk -q /dev/xvdf && udevadm settle && wipefs /dev/xvdf > /root/before`,
    );
    const asked = 'dmctl setup direct-lvm /dev/xvdf --wipe-signatures --confirm /dev/xvdf';
    await withOldUtilLinux(guest, async () => {
      await guest.ok(`${asked} --dry-run --script > /root/script`);
      await succeeds(guest, 'bash /root/script');
      await mustBeSound(guest);
    });
    await guest.ok(
      'systemctl stop docker docker.socket && vgremove -qff docker && pvremove -q /dev/xvdf',
    );
    await guest.ok(
      `for f in ${SAVED}/xvdf-*.bak; do at=\${f##*-}
         dd if=$f of=/dev/xvdf bs=1M oflag=seek_bytes seek=\${at%.bak} conv=notrunc status=none || exit
       done; udevadm settle; wipefs /dev/xvdf | cmp - /root/before`,
    );
  });

  test('has its loop files extended', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    await withOldUtilLinux(guest, async () => {
      const resize = 'dmctl resize --allow-overcommit --size 200G --metadata-size 4G --json';
      expect(answerOf(await guest.run(resize))).toMatchObject({ ok: true, changed: true });
      await mustBeSound(guest);
    });
  });
});
