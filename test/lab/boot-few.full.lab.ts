import { describe, expect, test } from 'vitest';
import { bootAgain, EMPTY_LIST, keeper, limit, mustBeUpAgain, NO_EVENTS } from './boots.ts';
import { useGuest } from './guest/use-guest.ts';

/** Where LVM activates nothing by itself; with it too, in boot.release.lab.ts. */
describe.each([
  ['bookworm', 'reboot', NO_EVENTS, 'power cut', EMPTY_LIST],
  ['bullseye', 'power cut', NO_EVENTS, 'reboot', EMPTY_LIST],
] as const)('after a boot of %s', (suite, first, firstLimit, second, secondLimit) => {
  const lab = useGuest({ suite, disks: ['4G'] });

  test('the pool is active before Docker, and its containers come back', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    expect(await guest.ok('systemd-analyze verify --man=no dmctl-activate.service 2>&1')).toBe('');
    const hash = await keeper(guest);
    for (const [boot, line] of [
      [first, firstLimit],
      [second, secondLimit],
    ] as const) {
      await limit(guest, line);
      await bootAgain(guest, boot);
      await mustBeUpAgain(guest, `${boot}, ${String(line)}`, hash);
      const verified = await guest.run('dmctl verify');
      expect(verified.exitCode, verified.stdout).toBe(0);
    }
  });
});
