import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox } from './scenario.ts';
import { startOnLoopFiles } from './loop-scenario.ts';

/** What a monitoring system gets: one line and a state. */
async function plugin(guest: Guest, flags = ''): Promise<readonly [number | null, string]> {
  const { exitCode, stdout, stderr } = await guest.run(`dmctl check ${flags}`);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toHaveLength(2);
  return [exitCode, stdout];
}

const screen = (guest: Guest): Promise<string> => guest.ok('dmctl status');

/** Fills the data to so many percent; thin devices of Docker's pool take it. */
const fillTo = (percent: number): string => `
  image=$(docker run -d --net=none bb sleep 1000000)
  used() { lvs --noheadings -o data_percent docker/thinpool | cut -d. -f1 | tr -d ' '; }
  n=0; while [ "$(used)" -lt ${String(percent)} ]; do
    n=$((n + 1)); docker exec $image dd if=/dev/zero of=/f$n bs=1M count=32 conv=fsync 2>/dev/null
  done`;

describe.each(RELEASES)('a pool on direct-lvm, seen on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['2G'] });

  test('is told well, unwatched, filling, suspended and down, each as it is', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    expect(await plugin(guest)).toEqual([
      0,
      expect.stringMatching(
        /^DMCTL OK - docker-thinpool: data [\d.]+% used; metadata [\d.]+% used \| 'data'=[\d.]+%;80;85;0;100 'metadata'=[\d.]+%;80;85;0;100\n$/,
      ),
    ]);
    expect(await screen(guest)).toMatch(/runs on the pool[\s\S]*all is well/);
    const { data } = answerOf(await guest.run('dmctl status --json'));
    expect(data).toMatchObject({
      mode: 'direct-lvm',
      pool: { dmName: 'docker-thinpool', active: true, monitored: true, suspended: false },
      docker: { storageDriver: 'devicemapper', running: true, dataRoot: '/var/lib/docker' },
    });

    await guest.ok('lvchange --monitor n docker/thinpool');
    expect(await plugin(guest)).toEqual([2, expect.stringMatching(/CRITICAL.*not monitored/)]);
    expect(await screen(guest)).toMatch(/monitoring +off[\s\S]*next +dmctl adopt/);
    await guest.ok('lvchange --monitor y docker/thinpool');

    await guest.ok('dmsetup suspend docker-thinpool');
    try {
      expect(await plugin(guest)).toEqual([2, expect.stringMatching(/CRITICAL.*suspended/)]);
      expect(await screen(guest)).toMatch(/health +.*suspended/);
    } finally {
      await guest.ok('dmsetup resume docker-thinpool');
    }

    await guest.ok(fillTo(82), { timeoutMs: 600_000 });
    const [state, line] = await plugin(guest, '-w 80 -c 99');
    expect([state, line]).toEqual([2, expect.stringContaining('no step fits')]);
    expect(await plugin(guest, '--part metadata')).toEqual([
      0,
      expect.not.stringContaining("'data'"),
    ]);
    expect(await screen(guest)).toMatch(/no step fits[\s\S]*next +dmctl resize --add DEVICE/);

    await guest.ok('systemctl stop docker.service docker.socket && lvchange -an docker/thinpool');
    expect(await plugin(guest)).toEqual([2, expect.stringMatching(/CRITICAL.*not active/)]);
    expect(await screen(guest)).toMatch(/not running[\s\S]*next +lvchange -ay docker\/thinpool/);
  });

  test('out of data space and read-only are critical', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf --data-percent 20 --metadata-percent 1');
    await importBusybox(guest);
    await guest.ok('lvchange --errorwhenfull y docker/thinpool');
    await guest.ok('lvchange --monitor n docker/thinpool');
    await guest.run('docker run --net=none bb dd if=/dev/zero of=/f bs=1M count=600 conv=fsync');
    expect(await plugin(guest)).toEqual([2, expect.stringMatching(/CRITICAL.*out of data space/)]);
    expect(await screen(guest)).toMatch(/health +out of data space/);
  });

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
