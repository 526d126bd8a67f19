import type { Code } from './codes/index.ts';
import type { ExitCode } from './exit-codes.ts';

/** A warning: something a person should know, with what mends it. */
export interface Notice {
  readonly code: Code;
  readonly message: string;
  readonly why: string;
  /** What to do, one line each; commands as they are typed. */
  readonly fix: readonly string[];
  /** Exit code when this is why nothing is done; 20 for most. */
  readonly exitCode: ExitCode;
}
