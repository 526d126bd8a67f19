import { Command, type Config } from '@oclif/core';
import type { Call } from '../run/context.ts';
import type { Answer } from '../views/answer.ts';

/**
 * A command: reads its flags, calls one function and returns the answer. `main` shows it, sets the exit
 * code and handles all errors, so that nothing else writes to standard output.
 */
export abstract class DmctlCommand extends Command {
  protected readonly call: Call;

  constructor(argv: string[], config: Config, call: Call) {
    super(argv, config);
    this.call = call;
  }

  abstract override run(): Promise<Answer>;
}
