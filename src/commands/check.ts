import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { checkPool } from '../reports/check.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { rangeFlag } from '../cli/flags/values.ts';

/** `dmctl check`. */
export default class Check extends DmctlCommand {
  static override summary = 'Is the pool well? One line for Nagios or Icinga. Reads only.';

  static override description =
    'Exit 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, whatever happens. Critical is a pool that is not ' +
    'active, suspended, read-only, out of space or not monitored, that needs a check, or that is past ' +
    'its threshold and cannot extend itself. By default the use of data and metadata is a warning 10 ' +
    'percent of the pool before Docker refuses to make layers (dm.min_free_space), and critical 5 ' +
    'percent before: above 80 and 85.';

  static override flags = {
    warning: rangeFlag({ char: 'w', summary: 'Percent in use that is no cause for a warning.' }),
    critical: rangeFlag({ char: 'c', summary: 'Percent in use that is not critical.' }),
    'metadata-warning': rangeFlag({ summary: 'The same for the metadata alone.' }),
    'metadata-critical': rangeFlag({ summary: 'The same for the metadata alone.' }),
    part: Flags.option({ options: ['data', 'metadata', 'both'] as const })({
      summary: 'What to look at the use of.',
      default: 'both',
    }),
    ...READING_FLAGS,
  };

  static override examples = [
    '<%= config.bin %> check',
    '<%= config.bin %> check -w 70 -c 80 --metadata-critical 60',
  ];

  override async run() {
    const { flags } = await this.parse(Check);
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
