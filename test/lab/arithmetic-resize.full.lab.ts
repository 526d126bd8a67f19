import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { configure, LOCAL, make, RAID1, STRIPED, type Made } from './made-pool.ts';
import { answerOf } from './scenario.ts';

/** What is asked of each pool. */
const REQUESTS = [
  '--size +160M',
  '--size +2000M',
  '--metadata-size +8M',
  '--add /dev/xvdh',
  '--add /dev/xvdh --add /dev/xvdi --keep-step',
];

interface Shape extends Made {
  /** How each request ends: done, refused, or too little room. */
  readonly ends: readonly (0 | 20 | 23)[];
  /** Does a refusal suggest a size that fits? */
  readonly suggests: boolean;
}

const SHAPES: readonly Shape[] = [
  {
    name: 'raid1',
    ...RAID1,
    free: { xvdf: 60, xvdg: 60 },
    ends: [0, 23, 0, 0, 0],
    suggests: true,
  },
  {
    name: 'raid1, with room on one disk',
    ...RAID1,
    free: { xvdf: 0, xvdg: 100 },
    ends: [23, 23, 23, 0, 0],
    suggests: false,
  },
  {
    name: 'striped, with uneven room',
    ...STRIPED,
    free: { xvdf: 25, xvdg: 200 },
    ends: [0, 23, 0, 0, 0],
    suggests: true,
  },
  {
    name: 'linear, to be contiguous',
    free: { xvdf: 60, xvdg: 60 },
    last: 'vgchange -qq --alloc contiguous docker',
    ends: [20, 23, 20, 20, 20],
    suggests: false,
  },
];

describe.each(['bookworm', 'bullseye'] as const)('on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['3G', '3G', '3G', '3G'] });

  test.each(SHAPES)(
    'a pool that is $name is resized, or that is refused beforehand',
    async (shape) => {
      const { guest } = lab;
      await configure(guest);
      const seqno = 'vgs --noheadings -o vg_uuid,vg_seqno docker';
      for (const [at, request] of REQUESTS.entries()) {
        await make(guest, shape);
        const before = await guest.ok(seqno);
        const answer = answerOf(await guest.run(`dmctl resize ${request} --json`));
        const said = `${shape.name} ${request}: ${JSON.stringify(answer.error)}`;
        expect(answer.exitCode, said).toBe(shape.ends[at]);
        expect((await guest.ok(seqno)) === before, said).toBe(answer.exitCode !== 0);
      }

      await make(guest, shape);
      const refused = answerOf(await guest.run('dmctl resize --size 1T --json'));
      expect(refused.exitCode).toBe(23);
      const words = JSON.stringify(refused.error);
      const [, size] = /--size (\d+M) is the most that certainly fits/.exec(words) ?? [];
      expect(size !== undefined, words).toBe(shape.suggests);
      if (size !== undefined) {
        await guest.ok(`dmctl resize --size ${size}`);
        expect((await guest.run('dmctl resize --size +4M')).exitCode).toBe(23);
        expect((await guest.run('lvextend -l +1 docker/thinpool')).exitCode).toBe(5);
      }
      await guest.ok(`rm ${LOCAL}`);
    },
  );
});
