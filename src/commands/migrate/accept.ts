import { Flags } from '@oclif/core';
import { DmctlCommand } from '../../cli/base-command.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, jobOptions } from '../../cli/flags/common.ts';
import { migrateAccept } from '../../jobs/migrate-accept.ts';
import { carryOut } from '../../run/carry-out.ts';
import { createParts } from '../../run/context.ts';

/** `dmctl migrate accept --confirm VG/POOL`. */
export default class MigrateAccept extends DmctlCommand {
  static override summary = 'Remove the pool after a migration to overlay2.';

  static override description =
    'Removes the pool down to blank disks, and what the devicemapper driver left in the data ' +
    'root. Volumes of others in the same volume group stay. There is no way back after it. ' +
    'Refused unless Docker runs on overlay2.';

  static override flags = {
    confirm: Flags.string({
      summary: 'The pool that may be destroyed, exactly: VG/POOL, or loop-lvm.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Show what would be removed:', command: 'dmctl migrate accept --dry-run' },
    { description: 'Remove the pool:', command: 'dmctl migrate accept --confirm docker/thinpool' },
  ];

  override async run() {
    const { flags } = await this.parse(MigrateAccept);
    const job = migrateAccept({ confirm: flags.confirm ?? null, dryRun: flags['dry-run'] });
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
