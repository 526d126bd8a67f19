import type { Code } from './codes/index.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Notice } from './notice.ts';

/** The program call behind a failure, in the tool's own words. */
export interface Cause {
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly stderr: string;
}

export interface Failure {
  readonly code: Code;
  readonly exitCode: ExitCode;
  /** States what happened. */
  readonly message: string;
  readonly why: string;
  /** Instructions, one a line; commands as they are typed. */
  readonly fix: readonly string[];
  /** States the present condition: `nothing was changed`. */
  readonly state: string;
  /** Path of the log, or null where there is none. */
  readonly log?: string | null;
  readonly cause?: Cause | null;
}

/** A failure a person can act on. Any other exception is a bug in dmctl. */
export class DmctlError extends Error {
  override readonly name = 'DmctlError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/** Makes the error that refuses a command for this reason, before anything was changed. */
export const refused = (reason: Notice): DmctlError =>
  new DmctlError({ ...reason, state: 'nothing was changed' });

/** Output of a tool that dmctl does not understand. The text is quoted, never guessed at. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly source: string;

  /**
   * @param source the tool or file that was read: `lvm fullreport`
   * @param expected a description of the expected text
   * @param text the text found instead; its beginning is quoted
   */
  constructor(source: string, expected: string, text: string) {
    const quoted = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
    super(`${source}: expected ${expected}, got ${quoted}`);
    this.source = source;
  }
}
