import { outputOf } from './output.ts';
import type { TakingUp } from './taking-up.ts';

/** What oclif makes of the flags of resume and rollback. */
interface ParsedFlags {
  readonly script: boolean;
  readonly 'dry-run': boolean;
  readonly 'detailed-exitcode': boolean;
  readonly 'lock-timeout': number;
}

/**
 * The options of resume and rollback.
 * @param argv the words typed, for how to show things
 */
export function takingUpOf(flags: ParsedFlags, argv: readonly string[]): TakingUp {
  return {
    dryRun: flags['dry-run'],
    script: flags.script,
    detailedExitcode: flags['detailed-exitcode'],
    lockTimeoutSeconds: flags['lock-timeout'],
    output: outputOf(argv),
  };
}
