import { Flags } from '@oclif/core';
import { DmctlCommand } from '../../cli/base-command.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, jobOptions } from '../../cli/flags/common.ts';
import { migrateUndo } from '../../jobs/migrate-undo.ts';
import { carryOut } from '../../run/carry-out.ts';
import { createParts } from '../../run/context.ts';

/** `dmctl migrate undo`. */
export default class MigrateUndo extends DmctlCommand {
  static override summary = 'Go back to the pool, as it was before the migration.';

  static override description =
    'Docker runs on the pool again, with the daemon.json, images and containers that it had ' +
    'when it was switched to overlay2. Images and containers made since then are listed, and ' +
    'are removed only with --confirm. What containers wrote to their own layers since then is ' +
    'lost; volumes stay as they are now.\n\n' +
    'Needs a Docker that still has the devicemapper driver (24 or older).';

  static override flags = {
    confirm: Flags.string({
      summary: 'The pool, if images or containers made since are to be removed.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Show what would be lost:', command: 'dmctl migrate undo --dry-run' },
    { description: 'Go back:', command: 'dmctl migrate undo' },
  ];

  override async run() {
    const { flags } = await this.parse(MigrateUndo);
    const job = migrateUndo({ confirm: flags.confirm ?? null, dryRun: flags['dry-run'] });
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
