import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { showLogs } from '../reports/logs.ts';
import { createParts } from '../run/context.ts';
import { sinceFlag } from '../cli/flags/values.ts';
import { LAST_DAY } from '../model/since.ts';

/** `dmctl logs`. */
export default class Logs extends DmctlCommand {
  static override summary = 'What LVM, dmeventd, the kernel and Docker said about the pool.';

  static override description =
    'Reads the journal; and the files of a syslog daemon where there is none, or for the time before it ' +
    'begins. What is known of a message stands below it. Lines that come again and again are counted; ' +
    '-v shows each. A host that has lost its pool still has its log.';

  static override flags = {
    follow: Flags.boolean({
      char: 'f',
      summary: 'Go on with what is said from now on, until Ctrl-C.',
      exclusive: ['json', 'timings'],
    }),
    since: sinceFlag({
      summary:
        '2h, 3d, today, yesterday, boot, 2026-11-27 or "2026-11-27 02:28"; 24h unless given.',
    }),
    ...READING_FLAGS,
  };

  static override examples = [
    '<%= config.bin %> logs',
    '<%= config.bin %> logs -f --since boot',
    '<%= config.bin %> logs --since 7d --json | jq .data.entries[-1]',
  ];

  override async run() {
    const { flags } = await this.parse(Logs);
    const parts = createParts(this.call);
    const output = this.call.output;
    const since = flags.since ?? LAST_DAY;
    if (!flags.follow) return showLogs(parts, since, output.verbose);
    const { followLog } = await import('../reports/follow-logs.ts');
    return followLog(parts, since, output);
  }
}
