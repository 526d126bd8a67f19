import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { answerOf, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';

/** A program of LVM that waits for /run/go. */
const waiting = (program: string): string => `#!/bin/sh
touch /run/waits; until [ -e /run/go ]; do sleep 0.1; done
exec /sbin/lvm ${program} "$@"
`;

/** A program of LVM that finds somebody else to have been faster. */
const after = (program: string, theirs: string): string => `#!/bin/sh
[ -e /run/theirs ] || { touch /run/theirs; ${theirs}; }
exec /sbin/lvm ${program} "$@"
`;

describe('dmctl beside others', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('of two dmctl one works; the other says who and since when, or waits and finds it done', async () => {
    const { guest } = lab;
    await withProgram(guest, 'pvcreate', waiting('pvcreate'), async () => {
      const first = guest.start(`exec ${SETUP}`);
      await guest.ok('until [ -e /run/waits ]; do sleep 0.1; done');
      const second = await guest.run(SETUP);
      expect(second.exitCode).toBe(75);
      expect(second.stderr).toMatch(
        /DM053[^]*process \d+ \(root\) has held the lock since \d{4}-\S+: setup direct-lvm \/dev\/xvdf/,
      );
      for (const other of ['dmctl rollback --yes', 'dmctl resume', 'dmctl resize --size 1G']) {
        expect((await guest.run(other)).exitCode, other).toBe(75);
      }
      const short = await guest.run(`${SETUP} --lock-timeout 1`);
      expect(short.exitCode).toBe(75);
      expect(short.stderr).toContain('after waiting 1 s');
      // What only looks needs no lock.
      expect((await guest.run('dmctl verify')).exitCode).not.toBe(75);

      const patient = guest.start(`exec ${SETUP} --lock-timeout 120 --json`);
      await guest.ok('until pgrep -f "[f]lock --exclusive --timeout 120"; do sleep 0.1; done');
      await guest.ok('touch /run/go');
      expect((await first.wait()).exitCode).toBe(0);
      expect(answerOf(await patient.wait())).toMatchObject({ ok: true, changed: false });
    });
    await guest.ok('rm -f /run/waits /run/go');
    await mustBeSound(guest);
  });

  test("another's volume that leaves the room is left alone, in the way forward and back", async () => {
    const { guest } = lab;
    const theirs = '/sbin/lvm lvcreate -q -y -l 2 -n theirs docker >/dev/null';
    await withProgram(guest, 'lvcreate', after('lvcreate', theirs), async () => {
      const run = await guest.run(SETUP);
      expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    });
    await guest.ok('rm -f /run/theirs; lvs docker/theirs');
    await mustBeSound(guest);
  });

  test("another's volume that takes the room stops the run, and stays", async () => {
    const { guest } = lab;
    const theirs =
      '/sbin/lvm lvcreate -q -y -l 100 -n theirs docker >/dev/null; echo theirs >/dev/docker/theirs';
    await withProgram(guest, 'lvcreate', after('lvcreate', theirs), async () => {
      const run = await guest.run(SETUP);
      expect(run.exitCode, run.stdout + run.stderr).toBe(32);
      expect(run.stderr).toContain('insufficient free space');
      expect(run.stderr).toContain('theirs');
    });
    expect(await guest.ok('head -c 6 /dev/docker/theirs')).toBe('theirs');
    // They take it away, and the way back goes on.
    await guest.ok('rm -f /run/theirs; lvremove -q -y docker/theirs');
    await guest.ok('dmctl rollback --yes');
    expect((await guest.run(SETUP)).exitCode).toBe(0);
  });

  test.for([
    [1320, 1340],
    [1400, 1380],
  ] as const)(
    'a pool that somebody extends to %i MiB while dmctl extends it to %i has the larger size',
    async ([theirs, ours]) => {
      const { guest } = lab;
      await guest.ok(`${SETUP} --data-percent 60`);
      const by = `/sbin/lvm lvextend -q -L ${String(theirs)}M docker/thinpool >/dev/null`;
      await withProgram(guest, 'lvextend', after('lvextend', by), async () => {
        const run = await guest.run(`dmctl resize --size ${String(ours)}M`);
        expect(run.exitCode, run.stdout + run.stderr).toBe(0);
      });
      await guest.ok('rm -f /run/theirs');
      const size = await guest.ok(
        'lvs --noheadings --units m --nosuffix -o lv_size docker/thinpool',
      );
      expect(Number(size)).toBe(Math.max(theirs, ours));
      await mustBeSound(guest);
    },
  );
});
