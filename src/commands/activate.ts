import { Flags } from '@oclif/core';
import { activate } from '../jobs/activate.ts';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';

/** `dmctl activate`. */
export default class Activate extends DmctlCommand {
  static override summary = 'Bring the pool up now, and before Docker at every boot.';

  static override description =
    "Activates the pool that Docker uses and has it monitored, with LVM's own commands. A set-up of " +
    'dmctl has installed a unit that does so at every boot, also where lvm.conf keeps LVM from doing ' +
    'it; --install-unit installs it on other hosts, or puts it right. What an administrator keeps ' +
    'down on purpose (a skip flag, volume_list) stays down. A pool on loop files needs none of it: ' +
    'Docker makes that one itself.';

  static override flags = {
    'install-unit': Flags.boolean({
      summary: 'Install the unit that does it before Docker at every boot.',
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Docker says "Non existing device":', command: '<%= config.bin %> activate' },
    {
      description: 'So that it does not happen again:',
      command: '<%= config.bin %> activate --install-unit',
    },
  ];

  override async run() {
    const { flags } = await this.parse(Activate);
    const job = activate(flags['install-unit']);
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
