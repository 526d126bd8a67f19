import { Flags } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { showMetrics } from '../reports/metrics.ts';
import { createParts } from '../run/context.ts';
import { asPromFile } from '../cli/flags/values.ts';

/** `dmctl metrics`. */
export default class Metrics extends DmctlCommand {
  static override summary =
    'Print the metrics of the pool in the Prometheus text format. Reads only.';

  static override description =
    'Sizes are in bytes, shares from 0 to 1, states 0 or 1. Unknown values are left out. A ' +
    "failed look at the pool is dmctl_up 0. --output replaces a file of node_exporter's " +
    'textfile collector as a whole.';

  static override flags = {
    output: Flags.string({
      summary: 'Write to this file instead, whose name must end in .prom.',
      helpValue: 'FILE.prom',
      parse: asPromFile,
    }),
    ...READING_FLAGS,
  };

  static override examples = [
    'dmctl metrics',
    'dmctl metrics --output /var/lib/prometheus/node-exporter/dmctl.prom',
  ];

  override async run() {
    const { flags } = await this.parse(Metrics);
    return showMetrics(createParts(this.call), flags.output ?? null);
  }
}
