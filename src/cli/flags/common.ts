import { Flags, type Interfaces } from '@oclif/core';
import type { JobOptions } from '../../run/job.ts';
import type { Output } from '../../run/output.ts';
import { secondsFlag } from './values.ts';

/** The parsed values of a set of flags, as oclif infers them from how the flags are declared. */
export type FlagsOf<T> = Interfaces.InferredFlags<T>;

const HELP_GROUP = 'COMMON';

/** How answers are shown; on every command. */
const shown = {
  json: Flags.boolean({
    summary: 'Answer with exactly one JSON document on standard output.',
    helpGroup: HELP_GROUP,
  }),
  quiet: Flags.boolean({
    char: 'q',
    summary: 'Say nothing but errors.',
    helpGroup: HELP_GROUP,
  }),
  verbose: Flags.boolean({
    char: 'v',
    summary: 'Show more: command lines, causes of errors.',
    helpGroup: HELP_GROUP,
  }),
  timings: Flags.boolean({
    summary: 'Afterwards, on standard error: where the time went.',
    helpGroup: HELP_GROUP,
  }),
  color: Flags.option({ options: ['auto', 'always', 'never'] as const })({
    summary: 'When to use colour; NO_COLOR and FORCE_COLOR are heeded.',
    default: 'auto',
    helpGroup: HELP_GROUP,
  }),
  units: Flags.option({ options: ['iec', 'si', 'bytes'] as const })({
    summary: 'Units of sizes: GiB as LVM prints them, GB as docker info does, or bytes.',
    default: 'iec',
    helpGroup: HELP_GROUP,
  }),
};

/** What scripts may give to any command alike; shown in the help of those that change things. */
const asked = (hidden: boolean) => ({
  'detailed-exitcode': Flags.boolean({
    summary: 'With --dry-run: exit 10 when there is something to do.',
    hidden,
  }),
  yes: Flags.boolean({
    char: 'y',
    summary: 'Accept the plan without a question. Never accepts a wipe.',
    hidden,
  }),
  'no-input': Flags.boolean({ summary: 'Never ask; refuse instead.', hidden }),
  'lock-timeout': secondsFlag({
    summary: 'Wait this long when another dmctl is at work.',
    default: 0,
    hidden,
  }),
});

/** For commands that only read. */
export const READING_FLAGS = { ...shown, ...asked(true) };

/** For commands that change the host. */
export const CHANGING_FLAGS = {
  'dry-run': Flags.boolean({
    char: 'n',
    summary: 'Show what would be done; change nothing.',
  }),
  script: Flags.boolean({
    summary: 'With --dry-run: the plan as a bash script to be run by hand.',
    dependsOn: ['dry-run'],
  }),
  ...asked(false),
  ...shown,
};

/** Reads from the parsed flags of a changing command how it should go about its job. */
export function jobOptions(flags: FlagsOf<typeof CHANGING_FLAGS>, output: Output): JobOptions {
  return {
    dryRun: flags['dry-run'],
    script: flags.script,
    detailedExitcode: flags['detailed-exitcode'],
    lockTimeoutSeconds: flags['lock-timeout'],
    output,
  };
}
