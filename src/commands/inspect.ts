import { Args } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { inspect } from '../reports/inspect.ts';
import { createParts } from '../run/context.ts';

/** `dmctl inspect`. */
export default class Inspect extends DmctlCommand {
  static override summary = 'From the disks up to containers: devices, mounts, images, layers.';

  static override description =
    'Without an argument a tree: disk, data and metadata, pool, thin devices, and the image or ' +
    'container of each. layers is a table of all thin devices and what each takes, alone and shared; ' +
    'containers one of their own layers. What Docker and the pool do not agree on is named. Reads ' +
    "only; for the tables the kernel keeps a snapshot of the pool's metadata for a moment.";

  static override args = {
    subject: Args.string({
      description: 'A table instead of the tree.',
      options: ['layers', 'containers'],
      ignoreStdin: true,
    }),
  };

  static override flags = { ...READING_FLAGS };

  static override examples = [
    '<%= config.bin %> inspect',
    '<%= config.bin %> inspect layers',
    '<%= config.bin %> inspect containers --json',
  ];

  override async run() {
    const { args } = await this.parse(Inspect);
    const subject = args.subject as 'layers' | 'containers' | undefined;
    return inspect(createParts(this.call), subject ?? 'pool');
  }
}
