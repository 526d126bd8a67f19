import { Args } from '@oclif/core';
import { DmctlCommand } from '../../cli/base-command.ts';
import { jobOptions } from '../../cli/flags/common.ts';
import { createParts } from '../../run/context.ts';
import { carryOut } from '../../run/carry-out.ts';
import { setupDirectLvm } from '../../jobs/setup-direct-lvm.ts';
import { SETUP_DIRECT_LVM_FLAGS, setupRequest } from '../../cli/flags/setup-direct-lvm.ts';
import { asDeviceArgument } from '../../cli/flags/values.ts';

/** `dmctl setup direct-lvm [DEVICE...]`. */
export default class SetupDirectLvm extends DmctlCommand {
  static override summary =
    'Set up a thin pool on blank disks, or in free space, and run Docker on it.';

  static override description =
    "Follows the 16 steps of Docker's documentation: physical volumes, volume group, thin " +
    'pool, auto-extension, monitoring and daemon.json; then starts Docker and checks that it ' +
    'uses the pool. If a step fails, every change is undone. If it is interrupted, run the ' +
    'same command to continue. Running it again changes nothing. Progress goes to stderr.\n\n' +
    'Size suffixes are binary: 512K is 512 KiB.';

  static override usage = [
    'setup direct-lvm DEVICE... [FLAGS]',
    'setup direct-lvm --vg VG [--size SIZE|N%FREE] [FLAGS]',
  ];

  static override args = {
    device: Args.string({
      description:
        'One or more blank disks or partitions, such as /dev/xvdf; none: the pool gets free space of the group of --vg.',
      parse: asDeviceArgument,
      multiple: true,
      ignoreStdin: true,
    }),
  };

  static override flags = SETUP_DIRECT_LVM_FLAGS;

  static override examples = [
    { description: 'Show the plan:', command: 'dmctl setup direct-lvm /dev/xvdf --dry-run' },
    { description: 'Set up the pool:', command: 'dmctl setup direct-lvm /dev/xvdf' },
    {
      description: 'Set up a pool that can extend itself, on two disks:',
      command: 'dmctl setup direct-lvm /dev/xvdf /dev/xvdg --reserve-step',
    },
    {
      description: 'Use half of what volume group rhel has free:',
      command: 'dmctl setup direct-lvm --vg rhel --size 50%FREE',
    },
    {
      description: 'Use a disk that is not blank, with a Docker that has images:',
      command:
        'dmctl setup direct-lvm /dev/xvdf --wipe-signatures --confirm /dev/xvdf --move-data-root',
    },
    {
      description: 'Write the plan as a bash script:',
      command: 'dmctl setup direct-lvm /dev/xvdf --dry-run --script > setup.sh',
    },
  ];

  override async run() {
    const { args, flags } = await this.parse(SetupDirectLvm);
    const job = setupDirectLvm(setupRequest(args.device ?? [], flags));
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
