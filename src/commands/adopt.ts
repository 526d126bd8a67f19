import { adopt } from '../jobs/adopt.ts';
import { DmctlCommand } from '../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';
import { growth, threshold } from '../cli/flags/shared.ts';

/** `dmctl adopt`. */
export default class Adopt extends DmctlCommand {
  static override summary = 'Give a pool of other making what keeps it alive.';

  static override description =
    'For a direct-lvm pool that was set up by hand or by another tool: the auto-extension profile, ' +
    'monitoring, and the unit that activates it before Docker, as far as it does not have them. ' +
    'A profile that works stays as it is; else it gets the documented values, 80 and 20. Docker is ' +
    'not stopped, and nothing in the pool is touched. What is in place already is left alone.';

  static override flags = {
    'autoextend-threshold': threshold({
      summary: 'Use from which the pool is to grow by itself; 100: never.',
    }),
    'autoextend-percent': growth({ summary: 'By how much of its size it grows at a time.' }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    { description: 'See what is missing:', command: '<%= config.bin %> adopt --dry-run' },
    { description: 'Add it:', command: '<%= config.bin %> adopt' },
  ];

  override async run() {
    const { flags } = await this.parse(Adopt);
    const request = {
      threshold: flags['autoextend-threshold'] ?? null,
      percent: flags['autoextend-percent'] ?? null,
    };
    return carryOut(createParts(this.call), adopt(request), jobOptions(flags, this.call.output));
  }
}
