import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { resume } from '../jobs/resume.ts';

/** `dmctl resume`. */
export default class Resume extends DmctlCommand {
  static override summary = 'Go on with a run that was cut off.';

  static override description =
    'Goes on where the journal ends, in the direction the run had: a run that was being put back ' +
    'is put back to the end. With no unfinished run it does nothing and exits 0.';

  static override flags = CHANGING_FLAGS;

  static override examples = ['<%= config.bin %> resume --dry-run', '<%= config.bin %> resume'];

  override async run() {
    const { flags } = await this.parse(Resume);
    return resume(createParts(this.call), jobOptions(flags, this.call.output));
  }
}
