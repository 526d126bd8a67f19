import { describe, expect, test } from 'vitest';
import { die, succeed } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { makeBystanders, stopped, whileCut, type Cut } from './lvm-program.ts';
import { mustBeSound } from './loop-scenario.ts';
import { bytesOf, picture } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const DISKS = ['2G', '64M', '64M'];

/** The programs of the set-up, and the step that begins once theirs is done. */
const PROGRAMS = [
  { program: 'pvcreate', next: 'vgcreate' },
  { program: 'vgcreate', next: 'lvcreate-data' },
  { program: 'lvcreate', next: 'lvcreate-metadata' },
  { program: 'lvconvert', next: 'lvchange-profile' },
] as const;

/** Only these two ask the kernel for devices; every third of their many requests is tried. */
const CALLS = [
  ...PROGRAMS.map((one) => ({ ...one, call: 'pwrite64', stride: 1 }) as const),
  ...PROGRAMS.slice(2).map((one) => ({ ...one, call: 'ioctl', stride: 3 }) as const),
];

const bystanders = async (guest: Guest): Promise<readonly string[]> => [
  await bytesOf(guest, 'xvdg'),
  await bytesOf(guest, 'xvdh'),
];

/** LVM died under dmctl: all is put back. False: it was not hit, and the set-up came to its end. */
async function survived(guest: Guest, cut: Cut): Promise<boolean> {
  return whileCut(guest, cut, async () => {
    const run = await guest.run(SETUP);
    if ((await guest.run('test -e /run/lvm-hit')).exitCode !== 0) return;
    expect(run.exitCode, `${run.stdout}${run.stderr}`).toBe(30);
    expect(run.stderr).toContain('DM050');
  });
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
    { timeout: 1_800_000 },
    async ({ program, call, next, stride }, { task }) => {
      const { guest } = lab;
      await makeBystanders(guest);
      const [before, others] = [await picture(guest), await bystanders(guest)];
      task.meta.cases = 0;
      for (let nth = 1; ; nth += stride) {
        const cut: Cut = { program, call, nth, signal: 'KILL' };
        const at = `${program}, ${call} ${String(nth)}`;
        if (!(await survived(guest, cut))) break;
        task.meta.cases += 1;
        expect(await picture(guest), at).toBe(before);

        expect(await died(guest, cut)).toBe(true);
        task.meta.cases += 1;
        await succeed(guest, 'dmctl rollback --yes', at);
        expect(await picture(guest), at).toBe(before);

        expect(await died(guest, cut)).toBe(true);
        task.meta.cases += 1;
        await die(guest, SETUP, `before-intent:${next}`);
        await succeed(guest, 'dmctl rollback --yes', at);
        expect(await picture(guest), at).toBe(before);
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
    ['pvcreate', 1],
    ['pvcreate', 2],
    ['vgcreate', 2],
    ['vgcreate', 3],
    ['lvcreate', 2],
    ['lvconvert', 2],
    ['lvconvert', 4],
    ['lvconvert', 6],
  ] as const;

  test.each(cuts)(
    '%s at its write %i: undone by rollback, and gone on with',
    async (program, nth) => {
      const { guest } = lab;
      await makeBystanders(guest);
      const [before, others] = [await picture(guest), await bystanders(guest)];
      const cut: Cut = { program, call: 'pwrite64', nth, signal: 'STOP' };
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
