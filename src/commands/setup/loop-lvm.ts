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
    "Docker's documented procedure for testing: Docker stopped, its storage driver written into " +
    'daemon.json, Docker started and looked at. What fails is put back; what was cut off is taken ' +
    'up by the same command. Run again it does nothing.\n\n' +
    'Not for production: it is slow, and the files promise room that nobody has reserved. ' +
    'Sizes have binary letters: 100G is 100 GiB, 107.4 GB in docker info.';

  static override flags = SETUP_LOOP_LVM_FLAGS;

  static override examples = [
    {
      description: 'See what would be done:',
      command: '<%= config.bin %> setup loop-lvm --dry-run',
    },
    { description: 'Do it:', command: '<%= config.bin %> setup loop-lvm' },
    {
      description: 'Promise no more than the disk has:',
      command: '<%= config.bin %> setup loop-lvm --data-size 20G --metadata-size 500M',
    },
    {
      description: 'A Docker that has images, which are kept aside:',
      command: '<%= config.bin %> setup loop-lvm --move-data-root',
    },
  ];

  override async run() {
    const { flags } = await this.parse(SetupLoopLvm);
    const job = setupLoopLvm(setupLoopLvmRequest(flags));
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
