import { Flags } from '@oclif/core';
import { DmctlCommand } from '../../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../../cli/flags/common.ts';
import { migrateOverlay2 } from '../../jobs/migrate-overlay2.ts';
import { carryOut } from '../../run/carry-out.ts';
import { createParts } from '../../run/context.ts';

/** `dmctl migrate overlay2`. */
export default class MigrateOverlay2 extends DmctlCommand {
  static override summary = 'Move Docker to overlay2, with every image and container kept.';

  static override description =
    'Converts each layer from its thin device, and proves the copy: an image layer by its ' +
    'digest, every layer by comparing it with its source. Image layers are converted while ' +
    'Docker runs; then Docker stops, the layers of containers follow, and Docker starts on ' +
    'overlay2. Ids, tags, digests, logs, networks and volumes stay as they are. If a step ' +
    'fails, every change is undone. If it is interrupted, run the same command to continue.\n\n' +
    'The pool is not changed: dmctl migrate undo goes back to it, dmctl migrate accept removes ' +
    'it. Docker 25 or newer may be installed already.';

  static override flags = {
    offline: Flags.boolean({
      summary: 'Stop Docker first, and convert image layers after that, too.',
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    {
      description: 'Show the plan, with room needed and free:',
      command: 'dmctl migrate overlay2 --dry-run',
    },
    { description: 'Migrate:', command: 'dmctl migrate overlay2' },
  ];

  override async run() {
    const { flags } = await this.parse(MigrateOverlay2);
    const job = migrateOverlay2({ offline: flags.offline });
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
