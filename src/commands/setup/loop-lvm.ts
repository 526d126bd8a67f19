import { DmctlCommand } from '../../cli/base-command.ts';
import { jobOptions } from '../../cli/flags/common.ts';
import { createParts } from '../../run/context.ts';
import { carryOut } from '../../run/carry-out.ts';
import { setupLoopLvm } from '../../jobs/setup-loop-lvm.ts';
import { SETUP_LOOP_LVM_FLAGS, setupLoopLvmRequest } from '../../cli/flags/setup-loop-lvm.ts';

/** `dmctl setup loop-lvm`. */
export default class SetupLoopLvm extends DmctlCommand {
  static override summary = 'Run Docker on a thin pool in two loop files, for testing.';

  static override description =
    "Follows Docker's documentation for testing: stops Docker, writes the storage driver into " +
    'daemon.json, starts Docker, and checks that it uses the loop files. If a step fails, ' +
    'every change is undone. If it is interrupted, run the same command to continue. Running ' +
    'it again changes nothing.\n\n' +
    'Not for production: it is slow, and nothing reserves the space that the sparse files may ' +
    'grow to. Size suffixes are binary: 100G is 100 GiB, which docker info prints as 107.4 ' +
    'GB.';

  static override flags = SETUP_LOOP_LVM_FLAGS;

  static override examples = [
    { description: 'Show the plan:', command: 'dmctl setup loop-lvm --dry-run' },
    { description: 'Set up the pool:', command: 'dmctl setup loop-lvm' },
    {
      description: 'Use sizes that the disk has room for:',
      command: 'dmctl setup loop-lvm --data-size 20G --metadata-size 500M',
    },
    {
      description: 'Set up with a Docker that has images, which are moved aside:',
      command: 'dmctl setup loop-lvm --move-data-root',
    },
  ];

  override async run() {
    const { flags } = await this.parse(SetupLoopLvm);
    const job = setupLoopLvm(setupLoopLvmRequest(flags));
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
