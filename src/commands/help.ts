import { Args, Command, Help } from '@oclif/core';
import { READING_FLAGS } from '../cli/common-flags.ts';

/** `dmctl help [COMMAND]`. */
export default class HelpCommand extends Command {
  static override summary = 'Show the commands, or what one of them does.';

  static override args = {
    command: Args.string({
      description: 'Words of the command.',
      multiple: true,
      ignoreStdin: true,
    }),
  };

  static override flags = READING_FLAGS;

  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help setup direct-lvm'];

  override async run(): Promise<null> {
    const { args } = await this.parse(HelpCommand);
    await new Help(this.config).showHelp([...(args.command ?? []), '--help']);
    return null;
  }
}
