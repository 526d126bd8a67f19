import { Flags, type Interfaces } from '@oclif/core';
import type { JobOptions } from '../../run/job.ts';
import type { Output } from '../../run/output.ts';
import { secondsFlag } from './values.ts';

/** The parsed values of a set of flags, as oclif infers them from how the flags are declared. */
export type FlagsOf<T> = Interfaces.InferredFlags<T>;

const HELP_GROUP = 'COMMON';

/** Flags of every command, for how its answer is shown. */
const shown = {
  json: Flags.boolean({
    summary: 'Print exactly one JSON document on stdout.',
    helpGroup: HELP_GROUP,
  }),
  quiet: Flags.boolean({
    char: 'q',
    summary: 'Print nothing but errors.',
    helpGroup: HELP_GROUP,
  }),
  verbose: Flags.boolean({
    char: 'v',
    summary: 'Print more: command lines, causes of errors, checks that are ok.',
    helpGroup: HELP_GROUP,
  }),
  timings: Flags.boolean({
    summary: 'Print a timing breakdown to stderr when done.',
    helpGroup: HELP_GROUP,
  }),
  color: Flags.option({ options: ['auto', 'always', 'never'] as const })({
    summary: 'When to use colour (honours NO_COLOR and FORCE_COLOR).',
    default: 'auto',
    helpGroup: HELP_GROUP,
  }),
  units: Flags.option({ options: ['iec', 'si', 'bytes'] as const })({
    summary: 'Units of sizes: iec (GiB, as LVM), si (GB, as docker info) or bytes.',
    default: 'iec',
    helpGroup: HELP_GROUP,
  }),
};

/**
 * Flags that scripts may give to every command alike. Help shows them for commands that change
 * the host.
 */
const asked = (hidden: boolean) => ({
  'detailed-exitcode': Flags.boolean({
    summary: 'With --dry-run: exit with 10 if there are changes to make.',
    hidden,
  }),
  yes: Flags.boolean({
    char: 'y',
    summary: 'Accept the plan without asking. Never accepts a wipe.',
    hidden,
  }),
  'no-input': Flags.boolean({ summary: 'Never ask questions; refuse instead.', hidden }),
  'lock-timeout': secondsFlag({
    summary: 'How long to wait for another dmctl to finish, in seconds.',
    default: 0,
    hidden,
  }),
});

/** The flags of commands that only read. */
export const READING_FLAGS = { ...shown, ...asked(true) };

/** The flags of commands that change the host. */
export const CHANGING_FLAGS = {
  'dry-run': Flags.boolean({
    char: 'n',
    summary: 'Show the plan; change nothing.',
  }),
  script: Flags.boolean({
    summary: 'With --dry-run: print the plan as a bash script to run by hand.',
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
