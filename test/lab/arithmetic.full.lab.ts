import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { configure, LOCAL, make, RAID1, STRIPED, type Made } from './made-pool.ts';
import { answerOf } from './scenario.ts';

/** Maps 61% of the chunks: 4 KiB into each. */
const FILL = `
  dmsetup message docker-thinpool 0 'create_thin 1'
  dmsetup create filler --table '0 2097152 thin /dev/mapper/docker-thinpool 1'
  chunks=$(dmsetup status --noflush docker-thinpool | awk '{split($6, a, "/"); print int(a[2] * 0.61)}')
  perl -e 'open(F, "+<", "/dev/mapper/filler"); for my $i (1 .. $ARGV[0]) {
    sysseek(F, $i * 524288, 0); syswrite(F, "x" x 4096); }' $chunks
  sync /dev/mapper/filler; dmsetup remove --retry filler`;

interface Check {
  readonly id: string;
  readonly status: string;
  readonly found: string;
}

async function verified(guest: Guest, id: string): Promise<Check> {
  const answer = answerOf(await guest.run('dmctl verify --json'));
  const found = (answer.data['checks'] as readonly Check[]).find((check) => check.id === id);
  if (found === undefined) throw new Error(`verify has no check ${id}`);
  return found;
}

const dataExtents = async (guest: Guest): Promise<number> =>
  Number(await guest.ok('lvs --noheadings --nosuffix --units 4194304b -o lv_size docker/thinpool'));

type Outcome = 'extends' | 'refuses' | 'either';

/** What a verdict promises that LVM does. */
const PROMISES: Readonly<Record<string, Outcome>> = {
  ok: 'extends',
  note: 'extends',
  failed: 'refuses',
  unknown: 'either',
};

interface Case extends Made {
  readonly status: string;
  readonly found: RegExp;
}

/** The next extension takes about 22 extents, one of a full pool takes 100. */
const CASES: readonly Case[] = [
  { name: 'linear, much room', free: { xvdf: 100 }, status: 'ok', found: /100 extents\) free/ },
  { name: 'linear, room for one', free: { xvdf: 50 }, status: 'note', found: /fits, but not/ },
  { name: 'linear, little room', free: { xvdf: 10 }, status: 'failed', found: /no extension fits/ },
  {
    name: 'linear, the room is on a closed disk',
    free: { xvdf: 10, xvdg: 200 },
    last: 'pvchange -qq -x n /dev/xvdg',
    status: 'failed',
    found: /10 extents\) free/,
  },
  {
    name: 'linear in three segments',
    free: { xvdf: 40, xvdg: 40, xvdh: 40 },
    then: 'lvextend -qq -l +1 docker/thinpool /dev/xvdg && lvextend -qq -l +1 docker/thinpool /dev/xvdh',
    status: 'ok',
    found: /120 extents\) free/,
  },
  {
    name: 'linear, then striped',
    free: { xvdf: 200, xvdg: 200 },
    then: 'lvextend -qq -i2 -l +2 docker/thinpool',
    status: 'unknown',
    found: /neither linear, striped nor raid1/,
  },
  {
    name: 'linear, cling on one disk',
    free: { xvdf: 100 },
    last: 'vgchange -qq --alloc cling docker',
    status: 'ok',
    found: /100 extents\) free/,
  },
  {
    name: 'linear, cling on two disks',
    free: { xvdf: 10, xvdg: 200 },
    last: 'vgchange -qq --alloc cling docker',
    status: 'unknown',
    found: /allocation policy is cling/,
  },
  {
    name: 'linear, contiguous',
    free: { xvdf: 10, xvdg: 200 },
    last: 'vgchange -qq --alloc contiguous docker',
    status: 'unknown',
    found: /allocation policy is contiguous/,
  },
  {
    name: 'linear, contiguous, and less than it takes',
    free: { xvdf: 10 },
    last: 'vgchange -qq --alloc contiguous docker',
    status: 'failed',
    found: /no extension fits/,
  },
  {
    name: 'linear, anywhere',
    free: { xvdf: 10, xvdg: 200 },
    last: 'vgchange -qq --alloc anywhere docker',
    status: 'ok',
    found: /210 extents\) free/,
  },
  { name: 'raid1', ...RAID1, free: { xvdf: 100, xvdg: 100 }, status: 'ok', found: /raid1 on 2/ },
  {
    name: 'raid1, a third disk has the room',
    ...RAID1,
    free: { xvdf: 0, xvdg: 100, xvdh: 100 },
    status: 'ok',
    found: /100 extents\) free/,
  },
  {
    name: 'raid1, room for half of it',
    ...RAID1,
    free: { xvdf: 20, xvdg: 20 },
    status: 'failed',
    found: /20 extents\) free in docker for raid1 on 2 disks/,
  },
  {
    name: 'raid1, room on one disk',
    ...RAID1,
    free: { xvdf: 0, xvdg: 300 },
    status: 'failed',
    found: /0 extents\) free/,
  },
  {
    name: 'raid1, room on three disks in pieces',
    ...RAID1,
    free: { xvdf: 15, xvdg: 15, xvdh: 200 },
    status: 'unknown',
    found: /certainly finds 15 extents/,
  },
  { name: 'striped', ...STRIPED, free: { xvdf: 50, xvdg: 50 }, status: 'ok', found: /2 stripes/ },
  {
    name: 'striped, uneven room for one',
    ...STRIPED,
    free: { xvdf: 12, xvdg: 500 },
    status: 'note',
    found: /24 extents\) free/,
  },
  {
    name: 'striped, room on one disk',
    ...STRIPED,
    free: { xvdf: 0, xvdg: 500 },
    status: 'failed',
    found: /0 extents\) free in docker for 2 stripes/,
  },
];

describe.each(['bookworm', 'bullseye'] as const)('on %s, with Docker stopped,', (suite) => {
  const lab = useGuest({ suite, disks: ['3G', '3G', '3G', '3G'] });

  test('verify says "fits" where LVM extends the pool, and "fits not" where it does not', async ({
    task,
  }) => {
    const { guest } = lab;
    await configure(guest);
    for (const one of CASES) {
      await make(guest, one);
      await guest.ok(FILL);
      const { status, found } = await verified(guest, 'data-step');
      const before = await dataExtents(guest);
      const extended = await guest.run('lvextend --use-policies docker/thinpool');
      const outcome = (await dataExtents(guest)) > before ? 'extends' : 'refuses';
      const said = `${one.name}: ${found}\n${extended.stdout}${extended.stderr}`;
      expect([one.name, status, found], said).toEqual([
        one.name,
        one.status,
        expect.stringMatching(one.found),
      ]);
      const promise = PROMISES[status];
      if (promise !== 'either') expect(outcome, said).toBe(promise);
    }
    await guest.ok(`rm ${LOCAL}`);
    task.meta.cases = CASES.length;
  });

  test('verify says the same of the metadata and its spare', async ({ task }) => {
    const cases = [
      { free: { xvdf: 10, xvdg: 10 }, status: 'ok', extends: true },
      { free: { xvdf: 1, xvdg: 1 }, status: 'note', extends: true },
      { free: { xvdf: 0, xvdg: 5 }, status: 'note', extends: false },
    ];
    const { guest } = lab;
    await configure(guest);
    for (const { free, status, ...lvm } of cases) {
      await make(guest, { name: 'metadata', ...RAID1, free });
      const check = await verified(guest, 'metadata-step');
      expect([free, check.status], check.found).toEqual([free, status]);
      expect(check.found.includes('cannot be extended'), check.found).toBe(!lvm.extends);
      const extended = await guest.run('lvextend --poolmetadatasize +4M docker/thinpool');
      expect([free, extended.exitCode === 0], extended.stderr).toEqual([free, lvm.extends]);
    }
    await guest.ok(`rm ${LOCAL}`);
    task.meta.cases = cases.length;
  });
});
