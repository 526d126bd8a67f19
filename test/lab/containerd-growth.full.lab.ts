import { describe, expect, test } from 'vitest';
import {
  importImage,
  inContainer,
  LIMIT,
  runContainer,
  SETUP,
  startContainerd,
} from './containerd-scenario.ts';
import type { Guest } from './guest/guest.ts';
import type { RunningCommand } from './guest/running-command.ts';
import { useGuest } from './guest/use-guest.ts';

/** How long a full pool keeps writers waiting (dm-thin), in seconds; a grown one must come before that. */
const WAIT = '/sys/module/dm_thin_pool/parameters/no_space_timeout';
const RESIZE = 'dmctl resize --add /dev/xvdg';

async function poolWithContainer(guest: Guest): Promise<void> {
  await startContainerd(guest);
  await guest.ok(`${SETUP} --base-size 2G`, LIMIT);
  await importImage(guest);
  await runContainer(guest, 'c1');
}

/** Starts a command in the container and leaves it running. */
const begin = (guest: Guest, script: string): RunningCommand => {
  const running = guest.start(['ctr', 'task', 'exec', '--exec-id', 'w', 'c1', 'sh', '-c', script]);
  running.endInput();
  return running;
};

describe('a pool of containerd that is grown', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G', '4G'] });

  test('with --add while a container writes: no write fails, and containerd needs no restart', async () => {
    const { guest } = lab;
    await poolWithContainer(guest);
    const pid = await guest.ok('systemctl show -p MainPID containerd');
    const writer = begin(
      guest,
      'until [ -e /stop ]; do dd if=/dev/zero of=/f bs=1M count=5 conv=fsync 2>/dev/null || exit 1; echo >>/beat; done',
    );
    await inContainer(guest, 'c1', 'until [ -s /beat ]; do sleep 0.1; done');
    const grown = await guest.run(RESIZE, LIMIT);
    expect(grown.exitCode, grown.stdout + grown.stderr).toBe(0);
    expect(grown.stdout).not.toContain('Docker');
    await inContainer(guest, 'c1', ': >/beat; until [ -s /beat ]; do sleep 0.1; done; touch /stop');
    expect((await writer.wait()).exitCode).toBe(0);
    expect(await guest.ok('systemctl show -p MainPID containerd')).toBe(pid);
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
  });

  test('when it was so full that writes wait: the writer and a new snapshot go on', async () => {
    const { guest } = lab;
    await poolWithContainer(guest);
    const timeout = (await guest.ok(`cat ${WAIT}; echo 0 >${WAIT}`)).trim();
    const writer = begin(guest, 'dd if=/dev/zero of=/f bs=1M count=1900 conv=fsync');
    await guest.ok(
      'until dmsetup status containerd-thinpool | grep -q out_of_data; do sleep 0.2; done',
      LIMIT,
    );
    const prepare = guest.start('exec ctr snapshots --snapshotter devmapper prepare new ""');
    const checked = await guest.run('dmctl check');
    expect([checked.exitCode, checked.stdout]).toEqual([
      2,
      expect.stringMatching(/^DMCTL CRITICAL/),
    ]);
    const grown = await guest.run(RESIZE, LIMIT);
    await guest.ok(`echo ${timeout} >${WAIT}`);
    expect(grown.exitCode, grown.stdout + grown.stderr).toBe(0);
    expect((await prepare.wait()).exitCode).toBe(0);
    expect((await writer.wait()).exitCode).toBe(0);
    expect(await inContainer(guest, 'c1', 'wc -c </f')).toBe(`${String(1900 * 1024 ** 2)}\n`);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });
});
