import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';
import { teardown } from '../jobs/teardown.ts';

/** `dmctl teardown --confirm VG/POOL`. */
export default class Teardown extends DmctlCommand {
  static override summary = 'Remove a pool, and restore blank disks and the previous daemon.json.';

  static override description =
    'Reverses a setup by dmctl. Docker gets back the daemon.json and the data root it had ' +
    'before setup, containerd its config.toml. Once it has started with them, the pool is ' +
    'removed with all its images and containers, and its disks are blank again. Volumes are ' +
    'kept. If a step fails before the pool is removed, every change is undone. If it is ' +
    'interrupted, run the same command to continue.\n\n' +
    'Refused while containers run, and for a pool that dmctl did not create.';

  static override flags = {
    confirm: Flags.string({
      summary: 'The pool that may be destroyed, exactly: VG/POOL, or loop-lvm.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
    }),
    erase: Flags.boolean({
      summary: 'Overwrite each disk with zeros, which takes as long as filling it.',
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Show what would be destroyed:', command: 'dmctl teardown --dry-run' },
    { description: 'Remove the pool:', command: 'dmctl teardown --confirm docker/thinpool' },
    { description: 'Remove a pool on loop files:', command: 'dmctl teardown --confirm loop-lvm' },
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
