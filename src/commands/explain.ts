import { Args } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { explain, explainAll } from '../cli/explain.ts';

/** `dmctl explain [CODE]`. */
export default class Explain extends DmctlCommand {
  static override summary = 'Say what a code means and what to do.';
  static override description = 'Without CODE it lists all of them.';

  static override args = {
    code: Args.string({ description: 'A code, DM020.', ignoreStdin: true }),
  };

  static override flags = READING_FLAGS;

  static override examples = [
    '<%= config.bin %> explain DM020',
    '<%= config.bin %> explain --json',
  ];

  override async run() {
    const { args } = await this.parse(Explain);
    return args.code === undefined ? explainAll() : explain(args.code);
  }
}
