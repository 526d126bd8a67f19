import { DmctlCommand } from '../cli/base-command.ts';
import { jobOptions } from '../cli/job.ts';
import { createParts } from '../cli/parts.ts';
import { carryOut } from '../cli/planned.ts';
import { resize } from '../cli/resize.ts';
import { RESIZE_FLAGS, resizeRequest } from '../cli/resize-flags.ts';

/** `dmctl resize`. */
export default class Resize extends DmctlCommand {
  static override summary = 'Grow the pool while it is in use.';

  static override flags = RESIZE_FLAGS;

  override async run() {
    const { flags } = await this.parse(Resize);
    const parts = createParts(this.config.version);
    return carryOut(parts, resize(resizeRequest(flags)), jobOptions(flags, this.argv));
  }
}
