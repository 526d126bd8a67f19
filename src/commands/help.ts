import { Args, Command } from '@oclif/core';

/** `dmctl help [COMMAND]`: listed here, answered where `--help` is. */
export default class HelpCommand extends Command {
  static override summary = 'Show the commands, or what one of them does.';

  static override args = {
    command: Args.string({
      description: 'Words of the command.',
      multiple: true,
      ignoreStdin: true,
    }),
  };

  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help setup direct-lvm'];

  override run(): Promise<never> {
    return Promise.reject(new Error('dmctl help is answered before a command is chosen'));
  }
}
