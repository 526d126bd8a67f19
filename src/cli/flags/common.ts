import { Flags, type Interfaces } from '@oclif/core';
import type { JobOptions } from '../../run/job.ts';
import type { Output } from '../../run/output.ts';
import { secondsFlag } from './values.ts';

/** The parsed values of a set of flags, as oclif infers them from how the flags are declared. */
export type FlagsOf<T> = Interfaces.InferredFlags<T>;

/** The headings of flags in help. The answer to --force lists the flags under CONSENT. */
export const POOL_GROUP = 'POOL';
export const CONSENT_GROUP = 'CONSENT';

/** Puts flags under one heading of help. */
export function under<T extends Readonly<Record<string, object>>>(helpGroup: string, flags: T): T {
  for (const flag of Object.values(flags)) Object.assign(flag, { helpGroup });
  return flags;
}

/** Flags of every command, for how its answer is shown. */
const shown = under('COMMON', {
  json: Flags.boolean({ summary: 'Print exactly one JSON document on stdout.' }),
  quiet: Flags.boolean({ char: 'q', summary: 'Print nothing but errors.' }),
  verbose: Flags.boolean({
    char: 'v',
    summary: 'Print more: command lines, causes of errors, checks that are ok.',
  }),
  timings: Flags.boolean({ summary: 'Print a timing breakdown to stderr when done.' }),
  color: Flags.option({ options: ['auto', 'always', 'never'] as const })({
    summary: 'When to use colour (honours NO_COLOR and FORCE_COLOR).',
    default: 'auto',
  }),
  units: Flags.option({ options: ['iec', 'si', 'bytes'] as const })({
    summary: 'Units of sizes: iec (GiB, as LVM), si (GB, as docker info) or bytes.',
    default: 'iec',
  }),
});

/**
 * Flags that a script can pass to every command. Help shows them for commands that change the host.
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

/** The flag that names one of two pools. */
export const ENGINE_FLAG = under(POOL_GROUP, {
  engine: Flags.option({ options: ['docker', 'containerd'] as const })({
    summary: 'Whose pool, where a host has one of each.',
  }),
});

/** The flags of commands that only read. */
export const READING_FLAGS = { ...shown, ...asked(true) };

/** The flags of commands that change the host. */
export const CHANGING_FLAGS = {
  'dry-run': Flags.boolean({ char: 'n', summary: 'Show the plan; change nothing.' }),
  script: Flags.boolean({
    summary: 'With --dry-run: print the plan as a bash script to run by hand.',
    dependsOn: ['dry-run'],
  }),
  ...asked(false),
  ...shown,
};

/** Reads the options of a job from the parsed flags of a changing command. */
export function jobOptions(flags: FlagsOf<typeof CHANGING_FLAGS>, output: Output): JobOptions {
  return {
    dryRun: flags['dry-run'],
    script: flags.script,
    detailedExitcode: flags['detailed-exitcode'],
    lockTimeoutSeconds: flags['lock-timeout'],
    output,
  };
}
