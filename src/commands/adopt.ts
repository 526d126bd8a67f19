import { adopt } from '../jobs/keep.ts';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, ENGINE_FLAG, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';
import { growth, threshold } from '../cli/flags/shared.ts';

/** `dmctl adopt`. */
export default class Adopt extends DmctlCommand {
  static override summary =
    'Add a profile, monitoring and the boot unit to a pool dmctl did not create.';

  static override description =
    'For a direct-lvm pool that was set up by hand or by another tool. Adds what is missing: ' +
    'the auto-extension profile, monitoring, and the unit that activates the pool before ' +
    'Docker or containerd. A working profile is kept; a new one gets the documented values, 80 ' +
    'and 20. The engine keeps running, and nothing in the pool is touched.';

  static override flags = {
    'autoextend-threshold': threshold({
      summary:
        'Extend the pool automatically above this usage, in percent (50 to 100; 100 = never).',
    }),
    'autoextend-percent': growth({
      summary: 'Extend the pool by this share of its size each time, in percent (1 to 100).',
    }),
    ...ENGINE_FLAG,
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'Show what is missing:', command: 'dmctl adopt --dry-run' },
    { description: 'Add it:', command: 'dmctl adopt' },
  ];

  override async run() {
    const { flags } = await this.parse(Adopt);
    const request = {
      engine: flags.engine ?? null,
      threshold: flags['autoextend-threshold'] ?? null,
      percent: flags['autoextend-percent'] ?? null,
    };
    return carryOut(createParts(this.call), adopt(request), jobOptions(flags, this.call.output));
  }
}
