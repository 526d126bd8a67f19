import { Flags } from '@oclif/core';
import { activate } from '../jobs/keep.ts';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, ENGINE_FLAG, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';

/** `dmctl activate`. */
export default class Activate extends DmctlCommand {
  static override summary = 'Activate the pool now, and before its engine at every boot.';

  static override description =
    "Activates the pool that Docker or containerd uses and turns on monitoring, with LVM's own commands. " +
    'dmctl setup installs a unit that does this at every boot, even where lvm.conf turns ' +
    'auto-activation off; --install-unit installs or repairs that unit on other hosts. A ' +
    'volume that an administrator keeps inactive on purpose (skip flag, volume_list) stays ' +
    'inactive. A pool on loop files needs none of this: Docker creates its devices itself.';

  static override flags = {
    'install-unit': Flags.boolean({
      summary: 'Install the unit that activates the pool before its engine at every boot.',
    }),
    ...ENGINE_FLAG,
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Docker says "Non existing device":', command: 'dmctl activate' },
    { description: 'Prevent it from happening again:', command: 'dmctl activate --install-unit' },
  ];

  override async run() {
    const { flags } = await this.parse(Activate);
    const job = activate(flags['install-unit'], flags.engine ?? null);
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
