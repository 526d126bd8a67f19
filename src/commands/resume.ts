import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { resume } from '../jobs/recovery.ts';

/** `dmctl resume`. */
export default class Resume extends DmctlCommand {
  static override summary = 'Continue an interrupted run.';

  static override description =
    'Continues where the journal ends, in the direction of the run: a rollback that was ' +
    'interrupted is completed. Without an unfinished run, it changes nothing and exits with ' +
    '0.';

  static override flags = CHANGING_FLAGS;

  static override examples = ['dmctl resume --dry-run', 'dmctl resume'];

  override async run() {
    const { flags } = await this.parse(Resume);
    return resume(createParts(this.call), jobOptions(flags, this.call.output));
  }
}
