import { describe, expect, test } from 'vitest';
import {
  CONFIG,
  CONFIRM,
  DROP_IN,
  endTask,
  importImage,
  inContainer,
  LIMIT,
  otherSettings,
  picture,
  plugin,
  ROOT,
  runContainer,
  SETUP,
  startContainerd,
} from './containerd-scenario.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, bytesOf } from './scenario.ts';

const IMPORTS = 'imports = ["/etc/containerd/conf.d/dmctl*.toml"] # added by dmctl';

/** Somebody's own file: comments, an odd indent, settings of other plugins. */
const OWN = `# ours, do not touch
version = 2
oom_score = -500   # keep

[grpc]
    max_recv_message_size = 16777217

[plugins."io.containerd.grpc.v1.cri"]
\tsandbox_image = "registry.example/pause:3.9"
`;

async function refusesWhileTasksRun(guest: Guest): Promise<void> {
  const before = await picture(guest);
  const refused = answerOf(await guest.run(`dmctl teardown ${CONFIRM} --json`));
  expect(refused).toMatchObject({ ok: false, exitCode: 20, error: { code: 'DM071' } });
  expect(await picture(guest)).toBe(before);
}

async function takesDown(guest: Guest): Promise<void> {
  const down = await guest.run(`dmctl teardown ${CONFIRM} --erase --json`, LIMIT);
  expect(down.exitCode, down.stdout + down.stderr).toBe(0);
  expect(answerOf(down)).toMatchObject({ ok: true, changed: true, error: null });
}

describe('setup direct-lvm --engine containerd', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['6G'] });

  test('gives containerd a pool and keeps its settings; teardown is the exact inverse, and images unpack again', async () => {
    const { guest } = lab;
    await guest.writeFile(CONFIG, OWN);
    await startContainerd(guest);
    const [before, blank] = [await picture(guest), await bytesOf(guest, 'xvdf')];
    const settings = await otherSettings(guest);

    const first = await guest.run(`${SETUP} --json`, LIMIT);
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(answerOf(first)).toMatchObject({
      ok: true,
      changed: true,
      data: { pool: { vg: 'containerd', lv: 'thinpool', active: true, monitored: true } },
    });
    const lines = (await guest.readFile(CONFIG)).split('\n');
    expect(lines.filter((line) => line !== IMPORTS).join('\n')).toBe(OWN);
    expect(lines.filter((line) => line === IMPORTS)).toHaveLength(1);
    expect(await otherSettings(guest)).toBe(settings);
    expect(await plugin(guest)).toBe('ok');

    await importImage(guest);
    await runContainer(guest, 'c1');
    expect(await inContainer(guest, 'c1', 'cat /two')).toBe('two\n');
    const verified = await guest.run('dmctl verify --json');
    expect(verified.exitCode, verified.stdout).toBe(0);

    const set = await picture(guest);
    const second = answerOf(await guest.run(`${SETUP} --json`));
    expect(second).toMatchObject({ ok: true, changed: false, exitCode: 0 });
    expect(await picture(guest)).toBe(set);

    await refusesWhileTasksRun(guest);
    await endTask(guest, 'c1');
    await takesDown(guest);
    expect(await guest.readFile(CONFIG)).toBe(OWN);
    expect(await picture(guest)).toBe(before);
    expect(await bytesOf(guest, 'xvdf')).toBe(blank);
    await guest.ok(`! test -e ${ROOT} && ! test -e ${DROP_IN}`);

    await guest.ok(SETUP, LIMIT);
    await guest.ok('ctr container rm c1');
    await runContainer(guest, 'c2');
    expect(await inContainer(guest, 'c2', 'cat /two')).toBe('two\n');
  });
});
