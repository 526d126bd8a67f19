import { describe, expect, test } from 'vitest';
import {
  CONFIRM,
  endTask,
  importImage,
  LIMIT,
  plugin,
  runContainer,
  startContainerd,
} from './containerd-scenario.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdg --engine containerd';
const RUNNING = "docker inspect -f '{{.State.Pid}} {{.State.Status}} {{.RestartCount}}' box";

/** Only the tasks of its own pool are in the way. */
async function tearsDownOne(guest: Guest): Promise<void> {
  const refused = answerOf(await guest.run(`dmctl teardown ${CONFIRM} --json`));
  expect(refused.error).toMatchObject({ code: 'DM071' });
  expect(refused.error?.why).toContain('default/c1');
  await endTask(guest, 'c1');
  const down = await guest.run(`dmctl teardown ${CONFIRM}`, LIMIT);
  expect(down.exitCode, down.stdout + down.stderr).toBe(0);
}

describe('a pool of containerd beside one of Docker', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G', '6G'] });

  test('leaves the containers of Docker alone; each command covers both, or wants to know which', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    await guest.ok('docker run --net=none --restart=always -d --name box bb sleep 100000');
    const running = await guest.ok(RUNNING);
    await startContainerd(guest);
    const set = await guest.run(SETUP, LIMIT);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(await plugin(guest)).toBe('ok');
    expect(await guest.ok(RUNNING)).toBe(running);
    await importImage(guest);
    await runContainer(guest, 'c1');

    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    expect(verified.stdout).toMatch(/^docker-thinpool [^]*^containerd-thinpool /m);
    const checked = await guest.run('dmctl check');
    expect(checked.stdout).toMatch(/^DMCTL OK - docker-thinpool, containerd-thinpool: [^\n]*\n$/);
    const status = answerOf(await guest.run('dmctl status --json'));
    expect(status.data['pools']).toMatchObject([{ engine: 'docker' }, { engine: 'containerd' }]);

    const which = await guest.run('dmctl resize --size 5900M');
    expect(which.exitCode).toBe(2);
    expect(which.stderr).toMatch(/docker\/thinpool.*containerd\/thinpool/);
    await guest.ok('dmctl resize --engine containerd --size 5900M');
    expect(await guest.ok('lvs --noheadings --units m -o lv_size containerd/thinpool')).toContain(
      '5900.00m',
    );

    await tearsDownOne(guest);
    expect(await guest.ok(RUNNING)).toBe(running);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });
});
