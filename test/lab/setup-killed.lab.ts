import { describe, expect, test } from 'vitest';
import { die, MOMENTS, SETUP, startDocker, STEPS, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture } from './scenario.ts';

describe('setup direct-lvm that is killed', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('once in every step, again and again, the same command comes to the end', async ({
    task,
  }) => {
    const { guest } = lab;
    await startDocker(guest);
    for (const [index, step] of STEPS.entries()) {
      task.meta.cases = index + 1;
      await die(guest, SETUP, `${MOMENTS[index % MOMENTS.length] ?? ''}:${step}`);
    }
    await succeed(guest, SETUP, 'killed in every step');
    await mustBeSound(guest);
    await guest.ok('test -d /var/lib/docker.bk/overlay2');
  });

  test('on its way forward and on its way back is undone by rollback', async ({ task }) => {
    const { guest } = lab;
    await startDocker(guest);
    const before = await picture(guest);
    await die(guest, SETUP, 'after-effect:daemon-json');
    const back = [
      'undo-daemon-json',
      'undo-move-data-root',
      'undo-stop-docker',
      'undo-lvconvert',
      'undo-vgcreate',
      'undo-pvcreate-xvdf',
      'undo-label-xvdf',
      'undo-profile',
    ];
    for (const [index, step] of back.entries()) {
      task.meta.cases = index + 1;
      const moment = MOMENTS[index % MOMENTS.length] ?? '';
      await die(guest, 'dmctl rollback --yes', `${moment}:${step}`);
    }
    await succeed(guest, 'dmctl rollback --yes', 'killed on its way back');
    expect(await picture(guest)).toEqual(before);
    expect(await guest.ok('docker images -q bb')).not.toBe('');
  });
});
