import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, ENGINE_FLAG, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';
import { repair } from '../jobs/repair.ts';

/** `dmctl repair`. */
export default class Repair extends DmctlCommand {
  static override summary =
    'Repair the metadata of a pool that is read-only, failed or needs a check.';

  static override description =
    'Stops the engine, deactivates the pool and copies its metadata away. Then it examines the copy and does ' +
    'the mildest that helps: LVM clears the flag of sound metadata; damaged metadata is repaired into a new ' +
    'volume, compared with the old one device by device and chunk by chunk, and swapped in. Metadata that is ' +
    'full gets a larger volume. Then each file system is looked at, read-only, and the engine starts again. ' +
    'If anything would be lost, nothing is changed before it is confirmed. If it is interrupted, run the same ' +
    'command to continue.\n\n' +
    'Refused while containers run, and where the kernel reports errors of a disk below the pool.';

  static override flags = {
    confirm: Flags.string({
      summary: 'The pool whose repair may lose what the message lists, exactly: VG/POOL.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
    }),
    ...ENGINE_FLAG,
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Show what it would do, and for how long:', command: 'dmctl repair --dry-run' },
    { description: 'Repair the pool, if nothing is lost by it:', command: 'dmctl repair' },
    {
      description: 'Accept the losses that it has listed:',
      command: 'dmctl repair --confirm docker/thinpool',
    },
  ];

  override async run() {
    const { flags } = await this.parse(Repair);
    const request = {
      confirm: flags.confirm ?? null,
      engine: flags.engine ?? null,
      dryRun: flags['dry-run'],
    };
    return carryOut(createParts(this.call), repair(request), jobOptions(flags, this.call.output));
  }
}
