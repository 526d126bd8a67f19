import { describe, expect, test } from 'vitest';
import { die, loseThePower } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { importBusybox, picture, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf --managed';

/** What is hit: dockerd alone, or dmctl first. */
type Hit = 'dockerd' | 'both';

/**
 * A program of LVM, which kills dockerd once when that starts it: before it does its own work, or
 * after. dmctl's own calls go through.
 */
const scriptOf = (program: string, when: 'before' | 'after', hit: Hit): string => `#!/bin/sh
[ "$(cat /proc/$PPID/comm)" = dockerd ] && [ ! -e /run/hit ] || exec /sbin/lvm ${program} "$@"
touch /run/hit
${when === 'after' ? `/sbin/lvm ${program} "$@"` : ':'}
${hit === 'both' ? `kill -9 "$(sed -n 's/.*"pid": *\\([0-9]*\\).*/\\1/p' /run/dmctl.lock)"` : ':'}
kill -9 $PPID
`;

async function cutAt(
  guest: Guest,
  program: string,
  when: 'before' | 'after',
  hit: Hit,
): Promise<Awaited<ReturnType<Guest['run']>>> {
  await guest.ok('rm -f /run/hit');
  return withProgram(guest, program, scriptOf(program, when, hit), async () => {
    const run = await guest.run(SETUP);
    await guest.ok('test -e /run/hit');
    return run;
  });
}

describe('setup direct-lvm --managed that is cut off', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G'] });

  test.for([
    ['pvcreate', 'after'],
    ['vgcreate', 'after'],
    ['lvcreate', 'after'],
    ['lvconvert', 'before'],
    ['lvchange', 'after'],
  ] as const)(
    'puts all back when dockerd is killed at %s, %s it worked',
    async ([program, when]) => {
      const { guest } = lab;
      await guest.ok('systemctl start docker');
      const before = await picture(guest);
      const run = await cutAt(guest, program, when, 'dockerd');
      expect(run.exitCode, run.stdout + run.stderr).toBe(30);
      expect(run.stderr).toContain('DM050');
      expect(await picture(guest)).toEqual(before);
    },
  );

  test('with dmctl killed too, it is undone by rollback, and taken up by the same command', async () => {
    const { guest } = lab;
    await guest.ok('systemctl enable --now docker');
    const before = await picture(guest);
    expect((await cutAt(guest, 'lvcreate', 'after', 'both')).signal).toBe('SIGKILL');
    expect(await guest.ok('pvs --noheadings -o vg_name /dev/xvdf')).toContain('docker');
    const other = await guest.run('dmctl setup direct-lvm /dev/xvdg');
    expect([other.exitCode, other.stderr]).toEqual([20, expect.stringContaining('DM054')]);
    const back = await guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await picture(guest)).toEqual(before);

    expect((await cutAt(guest, 'lvconvert', 'after', 'both')).signal).toBe('SIGKILL');
    const again = await guest.run(SETUP);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('by a power cut with two plain volumes is undone, though the boot tried to start Docker', async () => {
    const { guest } = lab;
    await guest.ok('systemctl enable --now docker');
    const before = await picture(guest);
    const still = '#!/bin/sh\ntouch /run/here; sync; exec sleep 100000\n';
    await guest.ok('mv /sbin/lvconvert /sbin/lvconvert.real');
    await guest.writeFile('/sbin/lvconvert', still);
    await guest.ok('chmod 755 /sbin/lvconvert');
    guest.start(SETUP);
    await guest.ok('until test -e /run/here; do sleep 0.2; done');
    await guest.powerCut();
    await guest.boot();
    await guest.ok('mv -f /sbin/lvconvert.real /sbin/lvconvert');
    expect(await guest.ok('lvs --noheadings -o lv_name docker')).toMatch(/thinpool[\s\S]*meta/);
    const back = await guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    expect(await picture(guest)).toEqual(before);
  });

  test('before Docker was started: a boot has it set the disk up, and both ways on are open', async () => {
    const { guest } = lab;
    await guest.ok('systemctl enable --now docker');
    const before = await picture(guest);
    for (const way of ['dmctl rollback --yes', SETUP]) {
      await loseThePower(guest, SETUP, 'before-intent:start-docker');
      await guest.ok('systemctl start docker && lvs docker/thinpool');
      const on = await guest.run(way);
      expect(on.exitCode, on.stdout + on.stderr).toBe(0);
      if (way !== SETUP) expect(await picture(guest)).toEqual(before);
    }
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('after Docker was up, rollback keeps a pool that an image went into, and says so', async () => {
    const { guest } = lab;
    await die(guest, SETUP, 'after-effect:start-docker');
    await importBusybox(guest);
    const back = await guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(32);
    expect(back.stderr).toMatch(/DM052[\s\S]*pool-unused/);
    await guest.ok('lvs docker/thinpool');
  });

  test('leaves what somebody else made of the group meanwhile', async () => {
    const { guest } = lab;
    expect((await cutAt(guest, 'lvcreate', 'after', 'both')).signal).toBe('SIGKILL');
    await guest.ok('lvcreate -q -y -l 4 -n precious docker');
    const back = await guest.run('dmctl rollback --yes');
    expect(back.exitCode, back.stdout + back.stderr).toBe(32);
    expect(back.stderr).toContain('precious');
    await guest.ok('lvs docker/precious docker/thinpool');
    await guest.ok('lvremove -q -y docker/precious');
    const rest = await guest.run('dmctl rollback --yes');
    expect(rest.exitCode, rest.stdout + rest.stderr).toBe(0);
    await guest.ok('wipefs /dev/xvdf | wc -l | grep -qx 0 && test ! -e /dev/docker');
  });
});
