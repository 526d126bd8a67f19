import { Args, Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { rollback } from '../jobs/recovery.ts';

/** `dmctl rollback [RUN]`. */
export default class Rollback extends DmctlCommand {
  static override summary = 'Undo an unfinished run.';

  static override description =
    'Undoes only what dmctl itself did, last step first, and checks each step. A run that has ' +
    'finished is not undone by this; see teardown. If a migration was interrupted after its switch to ' +
    'overlay2, images and containers made since then are listed, and dropped only with --confirm.';

  static override args = {
    run: Args.string({
      description: 'ID of the run, as dmctl history shows it.',
      ignoreStdin: true,
    }),
  };

  static override flags = {
    confirm: Flags.string({
      summary: 'The pool, if what was made since a switch to overlay2 is to be dropped.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = ['dmctl rollback --dry-run', 'dmctl rollback 7f3a1c'];

  override async run() {
    const { args, flags } = await this.parse(Rollback);
    const options = jobOptions(flags, this.call.output);
    const confirm = flags.confirm ?? null;
    return rollback(createParts(this.call), args.run ?? null, options, confirm);
  }
}
