import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { cleanup } from '../jobs/cleanup.ts';
import { CHANGING_FLAGS, CONSENT_GROUP, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';

/** `dmctl cleanup`. */
export default class Cleanup extends DmctlCommand {
  static override summary = 'Delete what setup and repair kept: docker.bk, and copies of metadata.';

  static override description =
    'Deletes the old data root that setup moved aside, and the copies of metadata that repairs took, ' +
    'once verify passes. It says how much space that frees, and asks. Nothing is deleted unless it ' +
    'is exactly that directory. After it, teardown cannot bring back the images and containers from ' +
    'before setup, and a repair cannot be taken back.';

  static override flags = {
    ...CHANGING_FLAGS,
    yes: Flags.boolean({
      char: 'y',
      summary: 'Delete it without asking.',
      helpGroup: CONSENT_GROUP,
    }),
  };

  static override examples = [
    { description: 'Show how much space that frees:', command: 'dmctl cleanup --dry-run' },
    { description: 'In a script:', command: 'dmctl cleanup --yes' },
  ];

  override async run() {
    const { flags } = await this.parse(Cleanup);
    const options = jobOptions(flags, this.call.output);
    const { json, quiet } = options.output;
    const asking = { yes: flags.yes, silent: flags['no-input'] || json || quiet };
    return carryOut(createParts(this.call), cleanup(asking), options);
  }
}
