import type { Code } from './codes/index.ts';
import type { ExitCode } from './exit-codes.ts';

/** A warning: something a person should know, and how to fix it. */
export interface Notice {
  readonly code: Code;
  readonly message: string;
  readonly why: string;
  /** Instructions, one a line; commands as they are typed. */
  readonly fix: readonly string[];
  /** Exit code when this is the reason for a refusal; 20 for most. */
  readonly exitCode: ExitCode;
}
