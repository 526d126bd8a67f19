import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { followLog, showLogs } from '../reports/logs.ts';
import { createParts } from '../run/context.ts';
import { sinceFlag } from '../cli/flags/values.ts';
import { LAST_DAY } from '../model/since.ts';

/** `dmctl logs`. */
export default class Logs extends DmctlCommand {
  static override summary =
    'Show what LVM, dmeventd, the kernel, Docker and containerd logged about the pool.';

  static override description =
    'Reads the journal. Where there is none, or for the time before it begins, reads the ' +
    'files of the syslog daemon. Known messages are explained below their line. Repeated ' +
    'lines are counted; -v shows each. Works even after the pool is gone.';

  static override flags = {
    follow: Flags.boolean({
      char: 'f',
      summary: 'Keep printing new messages until Ctrl-C.',
      exclusive: ['json', 'timings'],
    }),
    since: sinceFlag({
      summary:
        'Start at this time: 2h, 3d, today, yesterday, boot, 2026-11-27 or "2026-11-27 02:28" (default: 24h).',
    }),
    ...READING_FLAGS,
  };

  static override examples = [
    'dmctl logs',
    'dmctl logs -f --since boot',
    'dmctl logs --since 7d --json | jq .data.entries[-1]',
  ];

  override async run() {
    const { flags } = await this.parse(Logs);
    const parts = createParts(this.call);
    const output = this.call.output;
    const since = flags.since ?? LAST_DAY;
    return flags.follow ? followLog(parts, since, output) : showLogs(parts, since, output.verbose);
  }
}
