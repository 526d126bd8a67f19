import { Args } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { explain, explainAll } from '../cli/explain.ts';

/** `dmctl explain [CODE]`. */
export default class Explain extends DmctlCommand {
  static override summary = 'Explain a code and what to do about it.';
  static override description = 'Without CODE, list all codes.';

  static override args = {
    code: Args.string({ description: 'A code from a message, such as DM020.', ignoreStdin: true }),
  };

  static override flags = READING_FLAGS;

  static override examples = ['dmctl explain DM020', 'dmctl explain --json'];

  override async run() {
    const { args } = await this.parse(Explain);
    return args.code === undefined ? explainAll() : explain(args.code);
  }
}
