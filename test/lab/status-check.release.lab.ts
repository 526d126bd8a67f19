import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';

/** What a monitoring system gets: one line and a state. */
async function plugin(guest: Guest, flags = ''): Promise<readonly [number | null, string]> {
  const { exitCode, stdout, stderr } = await guest.run(`dmctl check ${flags}`);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toHaveLength(2);
  return [exitCode, stdout];
}

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
    const watching = guest.start('dmctl status --watch --interval 1; echo left', {
      terminal: { rows: 40, columns: 80 },
      env: { TERM: 'xterm' },
    });
    expect(await watching.waitForOutput(/steady/)).toBe(true);
    watching.write('\u0003');
    watching.endInput();
    const { stdout: shown } = await watching.wait();
    expect(shown.split('volume group docker')).toHaveLength(2);
    expect(shown).toContain('\u001b[');
    expect(shown).toMatch(/\n(\^C)?left\r?\n$/);
  });
});
