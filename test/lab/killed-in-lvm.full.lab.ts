import { describe, expect, test } from 'vitest';
import { die, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { callsMade, makeBystanders, stopped, whileCut, type Cut } from './lvm-program.ts';
import { mustBeSound } from './loop-scenario.ts';
import { bytesOf, picture } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const DISKS = ['2G', '64M', '64M'];

/** The programs of setup, the step after theirs, and every how manieth call is tried. */
const CALLS = [
  { program: 'pvcreate', call: 'write', stride: 1, next: 'vgcreate' },
  { program: 'vgcreate', call: 'write', stride: 1, next: 'lvcreate-data' },
  { program: 'lvcreate', call: 'write', stride: 1, next: 'lvcreate-metadata' },
  { program: 'lvconvert', call: 'write', stride: 6, next: 'lvchange-profile' },
  { program: 'lvcreate', call: 'ioctl', stride: 5, next: 'lvcreate-metadata' },
  { program: 'lvconvert', call: 'ioctl', stride: 16, next: 'lvchange-profile' },
] as const;

const bystanders = async (guest: Guest): Promise<readonly string[]> => [
  await bytesOf(guest, 'xvdg'),
  await bytesOf(guest, 'xvdh'),
];

/**
 * LVM died under dmctl: all is put back; or where it had done its work, and died saying so, the setup
 * comes to its end and is taken down. False: it was not hit, and the setup came to its end.
 */
async function survived(guest: Guest, cut: Cut): Promise<boolean> {
  const lvm = { hadDone: false };
  const wasHit = await whileCut(guest, cut, async () => {
    const run = await guest.run(SETUP);
    if ((await guest.run('test -e /run/lvm-hit')).exitCode !== 0) return;
    lvm.hadDone = run.exitCode === 0;
    if (lvm.hadDone) return;
    expect(run.exitCode, `${run.stdout}${run.stderr}`).toBe(30);
    expect(run.stderr).toContain('DM050');
  });
  if (!lvm.hadDone) return wasHit;
  await mustBeSound(guest);
  await succeed(guest, 'dmctl teardown --confirm docker/thinpool', 'LVM had done its work');
  return wasHit;
}

/** Both die. False: it was not hit. */
async function died(guest: Guest, cut: Cut): Promise<boolean> {
  return whileCut(guest, { ...cut, withDmctl: true }, async () => {
    const run = await guest.run(SETUP);
    expect(run.signal === 'SIGKILL' || run.exitCode === 0, `${run.stdout}${run.stderr}`).toBe(true);
  });
}

describe('LVM killed within its own work', () => {
  const lab = useGuest({ suite: 'bookworm', disks: DISKS });

  test.for(CALLS)(
    '$program at each $call: put back; dmctl too: goes on, and is undone',
    async ({ program, call, next, stride }, { task }) => {
      const { guest } = lab;
      await makeBystanders(guest);
      // A teardown leaves Docker running, which makes files of its own when it starts for the first time.
      await guest.ok('systemctl start docker');
      const [before, others] = [await picture(guest), await bystanders(guest)];
      task.meta.cases = 0;
      for (let nth = 1; ; nth += stride) {
        const cut: Cut = { program, call, nth, signal: 'KILL' };
        const at = `${program}, ${call} ${String(nth)}`;
        if (!(await survived(guest, cut))) break;
        expect(await picture(guest), at).toBe(before);
        if (!(await died(guest, cut))) {
          // LVM asks the kernel a little less often where udev is quicker: this was its last call.
          expect(nth - (await callsMade(guest, call)), at).toBeLessThan(stride);
          break;
        }
        // Every other time the run is gone on with before it is undone.
        const isOdd = task.meta.cases % 4 === 0;
        if (isOdd) await die(guest, SETUP, `before-intent:${next}`);
        await succeed(guest, 'dmctl rollback --yes', at);
        expect(await picture(guest), at).toBe(before);
        task.meta.cases += 2;
      }
      expect(task.meta.cases).toBeGreaterThan(0);
      await mustBeSound(guest);
      expect(await bystanders(guest)).toEqual(others);
    },
  );
});

/** The power is cut while the program stands at that call. */
async function loseThePower(guest: Guest, cut: Cut): Promise<void> {
  await whileCut(guest, cut, async () => {
    // The program in LVM's place has to be there after the boot, to be put back.
    await guest.ok('sync');
    guest.start(SETUP);
    await stopped(guest);
    await guest.powerCut();
    await guest.boot();
  });
}

describe('the power cut within LVM writing', () => {
  const lab = useGuest({ suite: 'bookworm', disks: DISKS });
  const cuts = [
    ['pvcreate', 3],
    ['vgcreate', 3],
    ['vgcreate', 5],
    ['lvcreate', 4],
    ['lvconvert', 7],
    ['lvconvert', 19],
  ] as const;

  test.each(cuts)(
    '%s at its write %i: undone by rollback, and gone on with',
    async (program, nth) => {
      const { guest } = lab;
      await makeBystanders(guest);
      const [before, others] = [await picture(guest), await bystanders(guest)];
      const cut: Cut = { program, call: 'write', nth, signal: 'STOP' };
      await loseThePower(guest, cut);
      await succeed(guest, 'dmctl rollback --yes', 'a power cut');
      expect(await picture(guest)).toBe(before);
      await loseThePower(guest, cut);
      await succeed(guest, SETUP, 'a power cut');
      await mustBeSound(guest);
      expect(await bystanders(guest)).toEqual(others);
    },
  );
});
