import { describe, expect, test } from 'vitest';
import {
  CONFIRM,
  importImage,
  LIMIT,
  picture,
  plugin,
  runContainer,
  SETUP,
  startContainerd,
} from './containerd-scenario.ts';
import { die, MOMENTS, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';

const STEPS = ['containerd-config', 'restart-containerd', 'try-snapshotter'];

/** After its result a step is as after its effect, and is not taken again. */
const KILLED_AT = MOMENTS.filter((moment) => moment !== 'after-result');

const points = (steps: readonly string[]): readonly string[] =>
  steps.flatMap((step) => KILLED_AT.map((moment) => `${moment}:${step}`));

describe('a setup for containerd that is cut off', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G'] });

  test('killed at each moment of its steps in turn, is finished by the same command', async ({
    task,
  }) => {
    const { guest } = lab;
    await startContainerd(guest);
    for (const point of points(STEPS)) {
      await die(guest, SETUP, point);
      await guest.ok('ctr version');
    }
    task.meta.cases = points(STEPS).length;
    await succeed(guest, SETUP, 'all deaths');
    expect(await plugin(guest)).toBe('ok');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    expect(await guest.ok('ctr namespaces ls -q')).not.toContain('probe');
    await importImage(guest);
    await runContainer(guest, 'c1');
  });

  test('killed in one of its steps, is undone by a rollback, to the last byte', async ({
    task,
  }) => {
    const { guest } = lab;
    await startContainerd(guest);
    const before = await picture(guest);
    for (const step of STEPS) {
      await die(guest, SETUP, `after-effect:${step}`);
      await succeed(guest, 'dmctl rollback --yes', step);
      expect(await picture(guest), step).toBe(before);
      expect(await plugin(guest), step).toBe('error');
    }
    task.meta.cases = STEPS.length;
  });

  test('is undone where mkfs.ext4 is missing, though the plugin says ok', async () => {
    const { guest } = lab;
    await startContainerd(guest);
    const before = await picture(guest);
    const path = (
      await guest.ok('realpath "$(command -v mkfs.ext4)"; command -v mkfs.ext4')
    ).trim();
    const name = path.split('\n').at(-1) ?? '';
    await guest.ok(`mv ${name} ${name}.away`);
    try {
      const failed = await guest.run(SETUP, LIMIT);
      expect(failed.exitCode, failed.stdout + failed.stderr).toBe(30);
      expect(failed.stderr).toMatch(/'Try the snapshotter' failed[^]*mkfs\.ext4/);
      expect(await picture(guest)).toBe(before);
    } finally {
      await guest.ok(`mv ${name}.away ${name}`);
    }
    await succeed(guest, SETUP, 'mkfs.ext4 is back');
  });
});

describe('a teardown of a pool of containerd that is cut off', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G'] });
  const TEARDOWN = `dmctl teardown ${CONFIRM}`;
  const steps = ['remove-snapshots', 'restart-containerd'];

  test('killed at each moment of its steps in turn, is finished by the same command; images unpack again', async ({
    task,
  }) => {
    const { guest } = lab;
    await startContainerd(guest);
    const before = await picture(guest);
    await guest.ok(SETUP, LIMIT);
    await importImage(guest);
    for (const point of points(steps)) await die(guest, TEARDOWN, point);
    task.meta.cases = points(steps).length;
    await succeed(guest, TEARDOWN, 'all deaths');
    expect(await picture(guest)).toBe(before);
    await guest.ok(SETUP, LIMIT);
    await runContainer(guest, 'c1');
  });
});
