import type { Explanation } from '../codes.ts';

/** DM06x: pools on loop files. */
export const LOOP_CODES = {
  DM060: {
    title: 'the pool on loop files is not as Docker makes it',
    meaning:
      'A file, a loop device or the pool above them is missing, replaced, cut off, or not the only one.',
    why: 'Growing the wrong file, or one that shows only in part, would help nobody.',
    fix: [
      'losetup --list and dmsetup table --target thin-pool show what there is',
      'a file that was deleted lives on as long as its loop device: docker save what is needed before Docker is stopped',
    ],
  },
  DM061: {
    title: 'a loop file promises more than its file system has',
    meaning:
      'The file is sparse: it takes room only as Docker writes. Its full size does not fit beside what is there.',
    why: 'When the file system is full, every write to the pool fails, in all containers at once.',
    fix: [
      'ask for less, or make room on the file system',
      'dmctl resize --allow-overcommit promises it all the same',
    ],
  },
  DM062: {
    title: 'the new size counts from the next start of Docker',
    meaning: 'Docker is stopped and its pool is gone; only the files were grown.',
    why: 'dockerd makes the pool anew at every start, as large as the files are then.',
    fix: ['start Docker, then dmctl verify'],
  },
} as const satisfies Record<string, Explanation>;
