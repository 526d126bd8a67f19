import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, bytesOf, picture, withProgram } from './scenario.ts';

const LIES = {
  'prints nothing': 'exit 0',
  'prints garbage': 'echo Segmentation fault',
  'prints half of its answer': '"$0.real" "$@" | head -c 12',
  fails: '"$0.real" "$@"; exit 1',
  'dies without a word': 'kill -9 $$',
};

const PROGRAMS = ['wipefs', 'lsblk', 'lvm'] as const;

const TAKEN = ['mapper', 'stale', 'file', 'dangling', 'xvdg'];

describe.each(RELEASES)('a blank disk on %s is not taken', (suite) => {
  const lab = useGuest({ suite, disks: ['1G', '1G'] });

  test.for(PROGRAMS)('when %s lies or fails', async (program, { task }) => {
    const { guest } = lab;
    const before = await seen(guest);
    for (const [how, line] of Object.entries(LIES)) {
      const answer = await withProgram(guest, program, `#!/bin/sh\n${line}\n`, async () =>
        answerOf(await guest.run('dmctl setup direct-lvm /dev/xvdf --json')),
      );
      const told = `${program} ${how}: ${JSON.stringify(answer.error)}`;
      expect(answer, told).toMatchObject({ changed: false, exitCode: 20 });
      expect(answer.error?.code, told).toBe('DM007');
      expect(answer.error?.why, told).toContain(program);
    }
    expect(await seen(guest)).toEqual(before);
    task.meta.cases = Object.keys(LIES).length;
  });

  test('when something lies where LVM would make the folder of its volume group', async ({
    task,
  }) => {
    const { guest } = lab;
    await guest.ok('mkdir /dev/stale; : >/dev/file; ln -s /dev/nothing /dev/dangling');
    const before = await seen(guest);
    for (const vg of TAKEN) {
      const result = await guest.run(`dmctl setup direct-lvm /dev/xvdf --vg ${vg} --json`);
      const answer = answerOf(result);
      expect(answer, result.stdout).toMatchObject({ changed: false, exitCode: 20 });
      expect(answer.error, result.stdout).toMatchObject({ code: 'DM030' });
      expect(answer.error?.message).toContain(`/dev/${vg} exists`);
    }
    await guest.ok('rm -r /dev/stale /dev/file /dev/dangling');
    expect(await seen(guest)).toEqual(before);
    task.meta.cases = TAKEN.length;
  });
});

const seen = async (guest: Guest): Promise<readonly string[]> => [
  await picture(guest),
  await bytesOf(guest, 'xvdf'),
  await bytesOf(guest, 'xvdg'),
];
