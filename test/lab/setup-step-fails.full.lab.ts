import { describe, expect, test } from 'vitest';
import { SETUP, startDocker } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import type { CommandResult } from './guest/running-command.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture, withProgram } from './scenario.ts';

/** A program that does what LVM and systemd do, but for one call. */
const but = (program: string, match: string, instead: string): string => `#!/bin/sh
case "$*" in ${match}) ${instead} ;; esac
exec ${program} "$@"
`;

/** Everything is as it was, Docker and its old images included. */
async function mustBeAsBefore(guest: Guest, before: string): Promise<void> {
  expect(await picture(guest)).toBe(before);
  expect(await guest.ok('docker images -q bb')).not.toBe('');
}

function mustBePutBack(run: CommandResult, words: RegExp): void {
  expect(run.exitCode, `${run.stdout}${run.stderr}`).toBe(30);
  expect(run.stderr).toMatch(/error DM050: /);
  expect(run.stderr).toMatch(words);
  expect(run.stderr).toContain('all changes were undone');
}

describe('a step of setup direct-lvm that fails', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  /** A file system with what the folder holds, and no room for more. */
  const full = (folder: string): string =>
    `cp -a ${folder} /root/kept && mount -t tmpfs -o size=256k none ${folder} && ` +
    `cp -a /root/kept/. ${folder}; dd if=/dev/zero of=${folder}/filler bs=4k 2>/dev/null; true`;
  const readOnly = (folder: string): string =>
    `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`;

  test.for([
    ['/etc/docker is full', full('/etc/docker'), '/etc/docker', /ENOSPC|no space left/i],
    ['/etc/lvm/profile is full', full('/etc/lvm/profile'), '/etc/lvm/profile', /ENOSPC/],
    ['/etc/docker is read-only', readOnly('/etc/docker'), '/etc/docker', /EROFS|read-only/i],
    ['/etc/lvm/profile is read-only', readOnly('/etc/lvm/profile'), '/etc/lvm/profile', /EROFS/],
  ] as const)('because %s: all is put back', async ([, prepare, folder, words]) => {
    const { guest } = lab;
    await startDocker(guest);
    await guest.ok(prepare);
    const before = await picture(guest);
    const run = await guest.run(SETUP);
    await mustBeAsBefore(guest, before);
    await guest.ok(['umount', folder]);
    mustBePutBack(run, words);
    // The cause is mended: the same command again comes to the end.
    expect((await guest.run(SETUP)).exitCode).toBe(0);
    await mustBeSound(guest);
  });

  test.for([
    ['lvconvert is refused', 'lvconvert', '*', 'echo "  Pool is not today." >&2; exit 5'],
    ['vgcreate is refused', 'vgcreate', '*', 'echo "  Pool is not today." >&2; exit 5'],
    [
      'lvconvert lies: exit 0, and nothing done',
      'lvconvert',
      '*',
      'echo "  Pool is not today." >&2; exit 0',
    ],
    [
      'a socket starts Docker again as soon as it is stopped',
      'systemctl',
      'stop*',
      'systemctl.real "$@"; systemctl.real start docker; echo "Pool is not today." >&2; exit 0',
    ],
  ] as const)('because %s: all is put back', async ([, program, match, instead]) => {
    const { guest } = lab;
    await startDocker(guest);
    const before = await picture(guest);
    const real = program === 'systemctl' ? 'systemctl.real' : `/sbin/lvm ${program}`;
    // Once: what puts back has to stop Docker as well.
    const once = `[ -e /run/failed ] || { touch /run/failed; ${instead}; }`;
    const run = await withProgram(guest, program, but(real, match, once), () => guest.run(SETUP));
    await guest.ok('rm -f /run/failed');
    mustBePutBack(run, /Pool is not today|docker\.(service|socket) is active/);
    await mustBeAsBefore(guest, before);
    expect((await guest.run(SETUP)).exitCode).toBe(0);
  });

  test('because something starts Docker between the stop and the move: nothing is lost', async () => {
    const { guest } = lab;
    await startDocker(guest);
    const before = await picture(guest);
    // The look after the stop is answered, and only then Docker runs again, once.
    const script = `#!/bin/sh
systemctl.real "$@"; code=$?
case "$*" in
  stop*) touch /run/stopped ;;
  show*) [ -e /run/stopped -a ! -e /run/woken ] && touch /run/woken && systemctl.real start docker ;;
esac
exit $code
`;
    const run = await withProgram(guest, 'systemctl', script, () => guest.run(SETUP));
    await guest.ok('test -e /run/woken && rm -f /run/stopped /run/woken');
    expect([0, 30], `${run.stdout}${run.stderr}`).toContain(run.exitCode);
    if (run.exitCode === 0) await mustBeSound(guest);
    else await mustBeAsBefore(guest, before);
  });

  test('systemctl stop that hangs: it is said what is waited for, and Ctrl-C stops the run', async () => {
    const { guest } = lab;
    await startDocker(guest);
    const hang = 'touch /run/hangs; until [ -e /run/let-go ]; do sleep 0.1; done';
    await withProgram(guest, 'systemctl', but('systemctl.real', 'stop*', hang), async () => {
      const running = guest.start(`exec ${SETUP}`);
      await guest.ok('until [ -e /run/hangs ]; do sleep 0.1; done');
      running.kill('SIGINT');
      expect(await running.waitForOutput(/SIGINT: finishing 'Stop Docker', then stopping/)).toBe(
        true,
      );
      await guest.ok('touch /run/let-go');
      const stopped = await running.wait();
      expect(stopped.exitCode, stopped.stderr).toBe(130);
    });
    await guest.ok('rm -f /run/hangs /run/let-go');
    expect((await guest.run('dmctl resume')).exitCode).toBe(0);
    await mustBeSound(guest);
  });
});
