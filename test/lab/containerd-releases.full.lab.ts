import { describe, expect, test } from 'vitest';
import {
  CONFIG,
  CONFIRM,
  endTask,
  importImage,
  inContainer,
  LIMIT,
  picture,
  plugin,
  runContainer,
  SETUP,
  startContainerd,
} from './containerd-scenario.ts';
import { layOver } from './guest/lay-over.ts';
import { useGuest } from './guest/use-guest.ts';

describe.each([
  ['1.4', 'bullseye', null],
  ['1.7', 'trixie', null],
  ['2', 'trixie', 'sid'],
] as const)('containerd %s on %s', (_version, suite, over) => {
  const lab = useGuest({ suite, disks: ['6G'] });

  test('without a config.toml it is given a pool, has it and its data after a reboot, and loses it again', async () => {
    const { guest } = lab;
    if (over !== null) await layOver(guest, over);
    await guest.ok(`rm -f ${CONFIG}; systemctl enable containerd`);
    await startContainerd(guest);
    const before = await picture(guest);
    const set = await guest.run(SETUP, LIMIT);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(await plugin(guest)).toBe('ok');
    await importImage(guest);
    await runContainer(guest, 'c1');
    await inContainer(guest, 'c1', 'echo precious >/data; sync');

    await guest.reboot();
    expect(await plugin(guest)).toBe('ok');
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    await guest.ok('ctr task start -d c1 </dev/null');
    expect(await inContainer(guest, 'c1', 'cat /data')).toBe('precious\n');

    await endTask(guest, 'c1');
    const down = await guest.run(`dmctl teardown ${CONFIRM}`, LIMIT);
    expect(down.exitCode, down.stdout + down.stderr).toBe(0);
    expect(await picture(guest)).toBe(before);
  });
});
