import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { history } from '../reports/history.ts';
import { createParts } from '../run/context.ts';

/** `dmctl history`. */
export default class History extends DmctlCommand {
  static override summary = 'List earlier runs and how they ended.';
  static override flags = READING_FLAGS;
  static override examples = ['dmctl history', 'dmctl history --json | jq .data.runs[-1]'];

  override async run() {
    await this.parse(History);
    return history(createParts(this.call));
  }
}
