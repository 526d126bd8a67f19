import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, ENGINE_FLAG, jobOptions } from '../cli/flags/common.ts';
import { reclaim } from '../jobs/reclaim.ts';
import { carryOut } from '../run/carry-out.ts';
import { createParts } from '../run/context.ts';

/** `dmctl reclaim`. */
export default class Reclaim extends DmctlCommand {
  static override summary = 'Give space that containers no longer use back to the pool.';

  static override description =
    'The pool does not notice when a container deletes files. This runs fstrim on the file system of ' +
    'each container that runs, in the mount namespace of its engine; containers keep running, and ' +
    'no file changes. Chunks that an image shares stay in use.\n\n' +
    'With --orphans, it deletes thin devices that the engine has no record of, which a crash can ' +
    'leave behind. The engine has to be stopped for that. Devices of others are never touched: ' +
    'it is refused where the pool has other users.';

  static override usage = 'reclaim [--orphans --confirm VG/POOL] [FLAGS]';

  static override flags = {
    orphans: Flags.boolean({
      summary: 'Delete thin devices that nobody has a record of, instead; the engine is stopped.',
    }),
    confirm: Flags.string({
      summary: 'The pool in which thin devices may be deleted, exactly: VG/POOL.',
      helpValue: 'VG/POOL',
      helpGroup: CONSENT_GROUP,
      dependsOn: ['orphans'],
    }),
    ...ENGINE_FLAG,
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Show at most how much comes back:', command: 'dmctl reclaim --dry-run' },
    { description: 'Give it back while containers run:', command: 'dmctl reclaim' },
    {
      description: 'List thin devices that nobody has a record of:',
      command: 'dmctl reclaim --orphans --dry-run',
    },
    { description: 'Delete them:', command: 'dmctl reclaim --orphans --confirm docker/thinpool' },
  ];

  override async run() {
    const { flags } = await this.parse(Reclaim);
    const request = {
      engine: flags.engine ?? null,
      orphans: flags.orphans,
      confirm: flags.confirm ?? null,
      dryRun: flags['dry-run'],
    };
    return carryOut(createParts(this.call), reclaim(request), jobOptions(flags, this.call.output));
  }
}
