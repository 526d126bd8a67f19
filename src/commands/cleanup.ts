import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { cleanup } from '../jobs/cleanup.ts';
import { CHANGING_FLAGS, jobOptions } from '../cli/flags/common.ts';
import { CONSENT_GROUP } from '../cli/flags/shared.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';

/** `dmctl cleanup`. */
export default class Cleanup extends DmctlCommand {
  static override summary = 'Remove what a verified set-up no longer needs: docker.bk.';

  static override description =
    'The data root of before the set-up is the way back to how Docker ran then. Once dmctl verify ' +
    'has no complaints this removes it, after saying how much that frees and asking. It is the very ' +
    'folder that the set-up moved aside, or nothing is removed.';

  static override flags = {
    ...CHANGING_FLAGS,
    yes: Flags.boolean({
      char: 'y',
      summary: 'Delete it without asking.',
      helpGroup: CONSENT_GROUP,
    }),
  };

  static override examples = [
    { description: 'See how much it would free:', command: '<%= config.bin %> cleanup --dry-run' },
    { description: 'In a script:', command: '<%= config.bin %> cleanup --yes' },
  ];

  override async run() {
    const { flags } = await this.parse(Cleanup);
    const options = jobOptions(flags, this.call.output);
    const { json, quiet } = options.output;
    const asking = { yes: flags.yes, silent: flags['no-input'] || json || quiet };
    return carryOut(createParts(this.call), cleanup(asking), options);
  }
}
