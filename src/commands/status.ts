import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { showStatus, watchStatus } from '../reports/status.ts';
import { secondsFlag } from '../cli/flags/values.ts';

/** `dmctl status`. */
export default class StatusCommand extends DmctlCommand {
  static override summary =
    'Show the pool on one screen: usage, auto-extension, health, what to do next.';

  static override description =
    'Reads only. The bar shows usage; | marks the threshold above which LVM extends the pool. ' +
    'Beside it is what docker info prints. --watch refreshes the screen, and shows how fast ' +
    'the data fills and when it will be full. If the output is not a terminal, each refresh ' +
    'is one line.';

  static override flags = {
    watch: Flags.boolean({
      summary: 'Refresh until Ctrl-C.',
      exclusive: ['json', 'timings'],
    }),
    interval: secondsFlag({ summary: 'Time between refreshes, in seconds.', default: 5 }),
    ...READING_FLAGS,
  };

  static override examples = ['dmctl status', 'dmctl status --watch --interval 2'];

  override async run() {
    const { flags } = await this.parse(StatusCommand);
    const parts = createParts(this.call);
    if (!flags.watch) return showStatus(parts);
    return watchStatus(parts, { intervalSeconds: flags.interval, output: this.call.output });
  }
}
