import { Command } from '@oclif/core';
import type { Answer } from '../views/answer.ts';

/**
 * A command: reads its flags, calls one function, returns the answer. Showing it, the exit code
 * and all errors are left to `main`, so that nothing else writes to standard output.
 */
export abstract class DmctlCommand extends Command {
  abstract override run(): Promise<Answer>;

  /** oclif would set the exit code and print by itself; `main` does both. */
  protected override catch(error: Error): Promise<never> {
    return Promise.reject(error);
  }
}
