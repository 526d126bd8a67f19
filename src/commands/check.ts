import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { checkPool } from '../reports/check.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { rangeFlag } from '../cli/flags/values.ts';

/** `dmctl check`. */
export default class CheckCommand extends DmctlCommand {
  static override summary =
    'Check the health of the pool for Nagios or Icinga, in one line. Reads only.';

  static override description =
    'Always exits with 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN. A pool is critical if it is ' +
    'inactive, suspended, read-only, out of space, not monitored or in need of a check, or if ' +
    'it is above its threshold and cannot be extended. By default, data or metadata usage is ' +
    'a warning 10 percent of the pool before Docker refuses to create layers ' +
    '(dm.min_free_space), and critical 5 percent before: above 80 and 85.';

  static override flags = {
    warning: rangeFlag({ char: 'w', summary: 'Warn if usage is outside this range, in percent.' }),
    critical: rangeFlag({
      char: 'c',
      summary: 'Critical if usage is outside this range, in percent.',
    }),
    'metadata-warning': rangeFlag({ summary: 'As --warning, for the metadata alone.' }),
    'metadata-critical': rangeFlag({ summary: 'As --critical, for the metadata alone.' }),
    part: Flags.option({ options: ['data', 'metadata', 'both'] as const })({
      summary: 'Which usage to check.',
      default: 'both',
    }),
    ...READING_FLAGS,
  };

  static override examples = ['dmctl check', 'dmctl check -w 70 -c 80 --metadata-critical 60'];

  override async run() {
    const { flags } = await this.parse(CheckCommand);
    const { warning = null, critical = null } = flags;
    const metadata = {
      warning: flags['metadata-warning'] ?? warning,
      critical: flags['metadata-critical'] ?? critical,
    };
    return checkPool(createParts(this.call), {
      ...(flags.part !== 'metadata' && { data: { warning, critical } }),
      ...(flags.part !== 'data' && { metadata }),
    });
  }
}
