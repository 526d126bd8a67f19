import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../cli/flags/common.ts';
import { CONSENT_GROUP } from '../cli/flags/shared.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';
import { teardown } from '../jobs/teardown.ts';

/** `dmctl teardown --confirm VG/POOL`. */
export default class Teardown extends DmctlCommand {
  static override summary = 'Take a pool down again, back to blank disks and the old daemon.json.';

  static override description =
    'The inverse of a set-up of dmctl: Docker goes back to the daemon.json and the data root it had ' +
    'before, and once it has come up with them the pool is removed, with all images and containers ' +
    'in it, and its disks are blank again. Volumes are kept. Until the pool is removed a failure ' +
    'is put back; what was cut off is taken up by the same command.\n\n' +
    'Refused while containers run, and for a pool that dmctl did not make.';

  static override flags = {
    confirm: Flags.string({
      summary: 'What may be destroyed, exactly: VG/POOL, or loop-lvm.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
    }),
    erase: Flags.boolean({
      summary: 'Write zeros over all of each disk, which can take as long as filling it.',
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'See what would go:', command: '<%= config.bin %> teardown --dry-run' },
    {
      description: 'Do it:',
      command: '<%= config.bin %> teardown --confirm docker/thinpool',
    },
    {
      description: 'Docker on loop files:',
      command: '<%= config.bin %> teardown --confirm loop-lvm',
    },
  ];

  override async run() {
    const { flags } = await this.parse(Teardown);
    const request = {
      confirm: flags.confirm ?? null,
      dryRun: flags['dry-run'],
      erase: flags.erase,
    };
    return carryOut(createParts(this.call), teardown(request), jobOptions(flags, this.call.output));
  }
}
