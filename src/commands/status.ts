import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { showStatus } from '../reports/status.ts';
import { secondsFlag } from '../cli/flags/values.ts';

/** `dmctl status`. */
export default class Status extends DmctlCommand {
  static override summary = 'The pool on one screen: use, growth, health, what to do next.';

  static override description =
    'Reads only. The bar shows how much is in use, and | the threshold past which LVM extends the ' +
    'pool. Beside it stands what docker info prints. --watch looks again and again, and says how fast ' +
    'the data fills and when it will be full; off a terminal it prints a line for each look.';

  static override flags = {
    watch: Flags.boolean({
      summary: 'Look again and again, until Ctrl-C.',
      exclusive: ['json', 'timings'],
    }),
    interval: secondsFlag({ summary: 'With --watch: between two looks.', default: 5 }),
    ...READING_FLAGS,
  };

  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --watch --interval 2',
  ];

  override async run() {
    const { flags } = await this.parse(Status);
    const parts = createParts(this.call);
    if (!flags.watch) return showStatus(parts);
    const { watchStatus } = await import('../reports/watch.ts');
    return watchStatus(parts, { intervalSeconds: flags.interval, output: this.call.output });
  }
}
