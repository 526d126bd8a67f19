import { Command, type Config } from '@oclif/core';
import type { Call } from '../run/context.ts';
import type { Answer } from '../views/answer.ts';

/**
 * A command: reads its flags, calls one function, returns the answer. Showing it, the exit code
 * and all errors are left to `main`, so that nothing else writes to standard output.
 */
export abstract class DmctlCommand extends Command {
  protected readonly call: Call;

  constructor(argv: string[], config: Config, call: Call) {
    super(argv, config);
    this.call = call;
  }

  abstract override run(): Promise<Answer>;
}
