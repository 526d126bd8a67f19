import { Args } from '@oclif/core';
import { DmctlCommand } from '../../cli/base-command.ts';
import { jobOptions } from '../../cli/flags/common.ts';
import { createParts } from '../../run/context.ts';
import { carryOut } from '../../run/carry-out.ts';
import { setupDirectLvm } from '../../jobs/setup-direct-lvm.ts';
import { SETUP_DIRECT_LVM_FLAGS, setupRequest } from '../../cli/flags/setup-direct-lvm.ts';
import { asDeviceArgument } from '../../cli/flags/values.ts';

/** `dmctl setup direct-lvm DEVICE...`. */
export default class SetupDirectLvm extends DmctlCommand {
  static override summary = 'Turn blank disks into a thin pool and run Docker on it.';

  static override description =
    "The 16 steps of Docker's documented procedure: physical volumes, volume group, thin pool, " +
    'auto-extension, monitoring, daemon.json, Docker started on it and looked at. What fails is ' +
    'put back; what was cut off is taken up by the same command. Run again it does nothing.\n\n' +
    'Sizes have binary letters: 512K is 512 KiB. On standard error it says how far it is.';

  static override usage = 'setup direct-lvm DEVICE... [FLAGS]';

  static override args = {
    device: Args.string({
      description: 'A blank disk, /dev/xvdf; one or more.',
      parse: asDeviceArgument,
      multiple: true,
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = SETUP_DIRECT_LVM_FLAGS;

  static override examples = [
    {
      description: 'See what would be done:',
      command: '<%= config.bin %> setup direct-lvm /dev/xvdf --dry-run',
    },
    { description: 'Do it:', command: '<%= config.bin %> setup direct-lvm /dev/xvdf' },
    {
      description: 'A pool that can grow by itself, on two disks:',
      command: '<%= config.bin %> setup direct-lvm /dev/xvdf /dev/xvdg --reserve-step',
    },
    {
      description: 'A disk that is not blank, and a Docker that has images:',
      command:
        '<%= config.bin %> setup direct-lvm /dev/xvdf --wipe-signatures --confirm /dev/xvdf --move-data-root',
    },
    {
      description: 'The plan as a bash script:',
      command: '<%= config.bin %> setup direct-lvm /dev/xvdf --dry-run --script > setup.sh',
    },
  ];

  override async run() {
    const { args, flags } = await this.parse(SetupDirectLvm);
    const job = setupDirectLvm(setupRequest(args.device, flags));
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
