import { Args } from '@oclif/core';
import { DmctlCommand } from '../cli/base-command.ts';
import { READING_FLAGS } from '../cli/flags/common.ts';
import { inspect } from '../reports/inspect.ts';
import { createParts } from '../run/context.ts';

/** `dmctl inspect`. */
export default class Inspect extends DmctlCommand {
  static override summary =
    'Show devices, mounts, images and layers, from the disks up to the containers.';

  static override description =
    'Without an argument, shows a tree: disk, data and metadata, pool, thin devices, and the ' +
    'image or container of each. With layers, a table of all thin devices and the space each ' +
    "takes, alone and shared. With containers, a table of the containers' own layers. " +
    "Differences between the engine's records and the pool are listed. Reads only; for the " +
    "tables, the kernel keeps a snapshot of the pool's metadata for a moment.";

  static override args = {
    subject: Args.string({
      description: 'Which table to show instead of the tree.',
      options: ['layers', 'containers'],
      ignoreStdin: true,
    }),
  };

  static override flags = { ...READING_FLAGS };

  static override examples = [
    'dmctl inspect',
    'dmctl inspect layers',
    'dmctl inspect containers --json',
  ];

  override async run() {
    const { args } = await this.parse(Inspect);
    const subject = args.subject as 'layers' | 'containers' | undefined;
    return inspect(createParts(this.call), subject ?? 'pool');
  }
}
