import { describe, expect, test } from 'vitest';
import { die, DOCKER_STEPS, MOMENTS, shape, startDocker, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture } from './scenario.ts';

const SETUP = 'dmctl setup loop-lvm --data-size 4G --metadata-size 64M --move-data-root';

describe('setup loop-lvm that is killed', () => {
  const lab = useGuest({ suite: 'bookworm', disks: [] });
  let whole: string | null = null;

  test.for(DOCKER_STEPS)(
    'in %s is undone by rollback, and the same command comes to the end',
    async (step, { task }) => {
      const { guest } = lab;
      await startDocker(guest);
      const before = await picture(guest);
      for (const [index, moment] of MOMENTS.entries()) {
        task.meta.cases = index + 1;
        await die(guest, SETUP, `${moment}:${step}`);
        await succeed(guest, 'dmctl rollback --yes', moment);
        expect(await picture(guest), moment).toBe(before);
        expect(await guest.ok('ls /dev/mapper; losetup --all')).toBe('control\n');
      }
      expect(await guest.ok('docker images -q bb')).not.toBe('');
      // What is found done after the effect is adopted: there is no result to die after.
      for (const [index, moment] of MOMENTS.slice(0, -1).entries()) {
        task.meta.cases = MOMENTS.length + index + 1;
        await die(guest, SETUP, `${moment}:${step}`);
      }
      await succeed(guest, SETUP, step);
      await mustBeSound(guest);
      whole ??= await shape(guest);
      expect(await shape(guest)).toBe(whole);
    },
  );
});
