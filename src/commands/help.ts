import { Args, Command } from '@oclif/core';

/** `dmctl help [COMMAND]`: listed here, answered where `--help` is. */
export default class HelpCommand extends Command {
  static override summary = 'Show help for dmctl or for one command.';

  static override args = {
    command: Args.string({
      description: 'The command, such as setup direct-lvm.',
      multiple: true,
      ignoreStdin: true,
    }),
  };

  static override examples = ['dmctl help', 'dmctl help setup direct-lvm'];

  override run(): Promise<never> {
    return Promise.reject(new Error('dmctl help is answered before a command is chosen'));
  }
}
