import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Outcome } from '../../src/model/command.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/util-linux');

/** Releases that were recorded; see fixtures/util-linux/README.md. */
export type Release = '2.23.2' | '2.30.2' | '2.38.1';

/** The disks that 2.23.2 and 2.38.1 were asked about, and what is on them. */
export const DISKS = {
  'a blank disk': '/dev/ubdb',
  'another blank disk': '/dev/ubdc',
  'a mounted ext4': '/dev/ubdd',
  'an xfs whose label has a blank': '/dev/ubde',
  'a GPT with two partitions': '/dev/ubdf',
  'a physical volume in use': '/dev/ubdg',
  'an MBR with one partition': '/dev/ubdh',
} as const;

type Answer = Pick<Outcome, 'exitCode' | 'stdout' | 'stderr'>;

/** Every answer of a release, by command line. */
function answersOf(release: Release): ReadonlyMap<string, Outcome> {
  const text = readFileSync(join(FOLDER, release, 'answers.json'), 'utf8');
  const answers = Object.entries(JSON.parse(text) as Record<string, Answer>);
  return new Map(answers.map(([call, answer]) => [call, { ...answer, ...WITHOUT_SIGNAL }]));
}

const WITHOUT_SIGNAL = { signal: null, durationMs: 0 };

/** Returns a release's answer to a command. @param note tells apart answers to the same command line */
export function recordedAnswer(release: Release, command: Command, note = ''): Outcome {
  const call = [command.program, ...command.args].join(' ') + note;
  const answer = answersOf(release).get(call);
  if (answer === undefined) throw new Error(`util-linux ${release} has no answer to ${call}`);
  return answer;
}

/** Every text that 2.23.2 printed to calls that begin so. */
export function printedByOld(beginning: string): readonly string[] {
  const answers = [...answersOf('2.23.2')].filter(([call]) => call.startsWith(beginning));
  return answers.map(([, { stdout }]) => stdout).filter((stdout) => stdout !== '');
}

/** The note at answers about a disk with a running thin pool. */
export const POOL = ' # pool';
