import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { startOnLoopFiles } from './loop-scenario.ts';

/** What a monitoring system gets: one line and a state. */
async function plugin(guest: Guest, flags = ''): Promise<readonly [number | null, string]> {
  const { exitCode, stdout, stderr } = await guest.run(`dmctl check ${flags}`);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toHaveLength(2);
  return [exitCode, stdout];
}

const screen = (guest: Guest): Promise<string> => guest.ok('dmctl status');

describe.each(RELEASES)('status and check on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['2G'] });

  test('without a pool, without root and with a mistake the plugin says UNKNOWN on one line', async () => {
    const { guest } = lab;
    expect(await plugin(guest)).toEqual([3, expect.stringMatching(/^DMCTL UNKNOWN - there is no/)]);
    for (const mistake of ['-w eighty', '--no-such-flag', 'word'])
      expect(await plugin(guest, mistake)).toEqual([
        3,
        expect.stringMatching(/^DMCTL UNKNOWN - DM/),
      ]);
    const other = await guest.run('setpriv --reuid=65534 --clear-groups dmctl check');
    expect([other.exitCode, other.stdout]).toEqual([3, expect.stringContaining('DM003')]);
    expect((await guest.run('dmctl status')).exitCode).toBe(6);
  });

  test('again and again, off a terminal a line for each look, until a signal', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const watching = guest.start('exec dmctl status --watch --interval 1');
    expect(await watching.waitForOutput(/docker-thinpool {2}data[\s\S]*\n[\s\S]*steady/)).toBe(
      true,
    );
    watching.kill('SIGINT');
    const { exitCode, stdout } = await watching.wait();
    expect(exitCode).toBe(130);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .every((line) => / docker-thinpool {2}data /.test(line)),
    ).toBe(true);
  });

  test('on a terminal in place, and Ctrl-C leaves it clean', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const typed =
      "{ sleep 25; printf '\\003'; } | script -qec 'stty cols 80; dmctl status --watch --interval 1; echo left' /dev/null";
    const shown = await guest.ok(typed, { timeoutMs: 120_000 });
    expect(shown.split('volume group docker')).toHaveLength(2);
    expect(shown).toContain('\u001b[');
    expect(shown).toMatch(/\n(\^C)?left\r?\n$/);
  });
});

describe('a pool on loop files', () => {
  const lab = useGuest({ suite: 'bookworm', disks: [] });

  test('is told as what it is', async () => {
    const { guest } = lab;
    await startOnLoopFiles(guest);
    expect((await plugin(guest))[0]).toBe(0);
    expect(await screen(guest)).toMatch(/loop-lvm[\s\S]*none: files do not grow by themselves/);
  });
});
