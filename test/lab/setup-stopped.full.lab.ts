import { describe, expect, test } from 'vitest';
import { SETUP, startDocker, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { picture, withProgram } from './scenario.ts';

/** Signals, the step under way when they come, and how the run goes on. */
const STOPS = [
  ['SIGINT', 'lvconvert', 'lvconvert', 'dmctl resume'],
  ['SIGTERM', 'vgcreate', 'vgcreate', SETUP],
  ['SIGTERM', 'lvconvert', 'lvconvert', 'dmctl rollback --yes'],
  ['SIGTERM', 'stop', 'systemctl', 'dmctl resume'],
] as const;

const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

describe('setup direct-lvm that is asked to stop', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test.for(STOPS)(
    'by %s in the step of %s: the program comes to its end first, then %s%s',
    async ([signal, match, program, way]) => {
      const { guest } = lab;
      await startDocker(guest);
      const before = await picture(guest);
      const real = program === 'systemctl' ? 'systemctl.real' : `/sbin/lvm ${program}`;
      const slow = `#!/bin/sh
case "${program} $*" in *${match}*) ;; *) exec ${real} "$@" ;; esac
echo begun >/run/calls; until [ -e /run/go ]; do sleep 0.1; done
${real} "$@"; code=$?
echo ended >>/run/calls
exit $code
`;
      const stopped = await withProgram(guest, program, slow, async () => {
        const running = guest.start(`exec ${SETUP}`);
        await guest.ok('until [ -e /run/calls ]; do sleep 0.1; done');
        // To the whole group, as a terminal sends it, and more than once.
        running.kill(signal);
        expect(await running.waitForOutput(/SIG\w+: finishing '[^']+', then stopping/)).toBe(true);
        running.kill(signal);
        expect(await running.waitForOutput(/still finishing '/)).toBe(true);
        expect(await guest.ok('cat /run/calls')).toBe('begun\n');
        await guest.ok('touch /run/go');
        return running.wait();
      });
      expect(stopped.exitCode, stopped.stderr).toBe(EXIT[signal]);
      expect(await guest.ok('cat /run/calls')).toBe('begun\nended\n');
      await guest.ok('rm -f /run/calls /run/go');
      await succeed(guest, way, signal);
      if (way === 'dmctl rollback --yes') expect(await picture(guest)).toBe(before);
      else await mustBeSound(guest);
    },
  );

  test.for(['dmctl resume', 'dmctl rollback --yes'])(
    'killed while LVM is at work: LVM comes to its end, and %s waits for that',
    async (way) => {
      const { guest } = lab;
      const before = await picture(guest);
      const slow = `#!/bin/sh
exec strace -qq -o /run/writes -e trace=write -e inject=write:delay_enter=1000000 \\
  /sbin/lvm vgcreate "$@"
`;
      await guest.writeFile('/etc/lvm/lvmlocal.conf', 'global { use_aio = 0 }\n');
      await withProgram(guest, 'vgcreate', slow, async () => {
        const running = guest.start(`exec ${SETUP}`);
        const begun = await guest.run(
          'timeout 60 sh -c "until [ -s /run/writes ]; do sleep 0.1; done"',
        );
        if (begun.exitCode !== 0) expect.fail(JSON.stringify(await running.wait()));
        // To its own group: LVM is in a session of its own.
        running.kill('SIGKILL');
        expect((await running.wait()).signal).toBe('SIGKILL');
        await guest.ok('pgrep -f "[l]vm vgcreate"');
        await succeed(guest, way, 'killed while LVM was at work');
      });
      await guest.ok('rm -f /run/writes');
      if (way === 'dmctl resume') await mustBeSound(guest);
      else expect(await picture(guest)).toBe(before);
    },
  );

  test('a signal before the first step changes nothing', async () => {
    const { guest } = lab;
    const before = await picture(guest);
    const slow = `#!/bin/sh
touch /run/looking; until [ -e /run/go ]; do sleep 0.1; done
exec wipefs.real "$@"
`;
    const stopped = await withProgram(guest, 'wipefs', slow, async () => {
      const running = guest.start(`exec ${SETUP}`);
      await guest.ok('until [ -e /run/looking ]; do sleep 0.1; done');
      running.kill('SIGTERM');
      await running.waitForOutput(/SIGTERM/);
      await guest.ok('touch /run/go');
      return running.wait();
    });
    await guest.ok('rm -f /run/looking /run/go');
    expect(stopped.exitCode, stopped.stderr).toBe(143);
    expect(stopped.stderr).toContain('nothing was changed');
    expect(await picture(guest)).toBe(before);
    expect((await guest.run('dmctl rollback --yes')).stderr).toContain('DM056');
  });

  test('on a slow disk shows each step as it ends, and nothing times out', async () => {
    const { guest } = lab;
    // dm-delay makes a disk slow; a loop device on it is one that may carry a pool.
    const table = '"0 $(blockdev --getsz /dev/xvdf) delay /dev/xvdf 0 60"';
    await guest.ok('modprobe -a dm-delay loop');
    await guest.ok(`dmsetup create slow --table ${table}`);
    await guest.ok('losetup --direct-io=on /dev/loop7 /dev/mapper/slow');
    const hidden =
      'devices { global_filter = [ "r|/dev/ubdb|", "r|/dev/xvdf|", "r|/dev/mapper/slow|" ] }';
    await guest.writeFile('/etc/lvm/lvmlocal.conf', `${hidden}\n`);
    const refused = await guest.run('dmctl setup direct-lvm /dev/mapper/slow');
    expect(refused.exitCode, refused.stderr).toBe(20);
    const run = await guest.run('dmctl setup direct-lvm /dev/loop7', { timeoutMs: 900_000 });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    const took = /ok Create a physical volume on \/dev\/loop7 \(([\d.]+) s\)/.exec(run.stderr)?.[1];
    expect(Number(took)).toBeGreaterThan(2);
  });
});
