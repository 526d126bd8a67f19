import type { Explanation } from '../codes.ts';

/** DM05x: runs, their journal and the lock. */
export const RUN_CODES = {
  DM050: {
    title: 'a step failed and everything was put back',
    meaning: 'The run ended as it began: disk, LVM, profile, daemon.json, data root and Docker.',
    why: "The tool's own words are in the message.",
    fix: ['mend the cause, then run the same command again'],
  },
  DM051: {
    title: 'the run stopped part-way',
    meaning: 'Some steps are done, the rest is not. The journal knows which.',
    why: 'It was interrupted, or it met a state in which neither going on nor going back is safe.',
    fix: ['dmctl resume', 'dmctl rollback'],
  },
  DM052: {
    title: 'putting back failed too',
    meaning: 'A step failed, and so did a step that should take an earlier one back.',
    why: 'Both causes are in the message.',
    fix: ['mend the second cause', 'dmctl rollback'],
  },
  DM053: {
    title: 'another dmctl is at work',
    meaning: 'Only one dmctl changes a host at a time.',
    why: 'The lock is /run/dmctl.lock; it is free as soon as its holder ends, however it ends.',
    fix: ['wait for it, or use --lock-timeout SECONDS'],
  },
  DM054: {
    title: 'an earlier run is unfinished',
    meaning: 'A run was cut off. Until it is finished or undone, nothing else is changed.',
    why: 'Its half state could be mistaken for something else.',
    fix: ['the same command again, or dmctl resume, goes on with it', 'dmctl rollback undoes it'],
  },
  DM055: {
    title: 'a journal cannot be read',
    meaning: 'The journal of a run is damaged, or a newer dmctl wrote it.',
    why: 'Without it dmctl does not know what is its own.',
    fix: ['use the dmctl that wrote it', 'look at the folder the message names'],
  },
  DM056: {
    title: 'nothing to resume or roll back',
    meaning: 'There is no unfinished run.',
    why: 'Every run on record has ended.',
    fix: ['dmctl history lists the runs'],
  },
  DM057: {
    title: 'the host changed under the run',
    meaning: 'A step found neither the state it starts from nor the one it leads to.',
    why: 'Something else changed the host since the plan was made.',
    fix: [
      'look at what the message shows',
      'dmctl history says how the run ended, and what is left',
    ],
  },
  DM058: {
    title: "the folder of the journals is not root's alone",
    meaning: 'Somebody else owns it, can write in it or read it, or it is a link.',
    why: 'What a journal says is carried out as root, and old configuration files lie beside it.',
    fix: ['look what is in it', 'chown root:root and chmod 700 it, or move it away'],
  },
} as const satisfies Record<string, Explanation>;
