import { DmctlCommand } from '../cli/base-command.ts';
import { jobOptions } from '../cli/flags/common.ts';
import { createParts } from '../run/context.ts';
import { carryOut } from '../run/carry-out.ts';
import { resize } from '../jobs/resize.ts';
import { RESIZE_FLAGS, resizeRequest } from '../cli/flags/resize.ts';

/** `dmctl resize`. */
export default class Resize extends DmctlCommand {
  static override summary = 'Grow the pool while it is in use.';

  static override description =
    'The pool is the one Docker uses. On direct-lvm disks join the volume group and lvextend grows ' +
    'the pool; on loop-lvm the file grows, its loop device and the table. Containers go on running. ' +
    'Nothing ever shrinks. What was cut off is taken up by the same command; once something has ' +
    'grown it stays so. Run again with the same size it does nothing.\n\n' +
    'Sizes have binary letters: 200G is 200 GiB; docker info prints that as 214.7 GB. They are ' +
    'rounded up to whole extents of the volume group, or whole chunks.';

  static override usage =
    'resize [--add DEVICE...] [--size [+]SIZE] [--metadata-size [+]SIZE] [FLAGS]';

  static override flags = RESIZE_FLAGS;

  static override examples = [
    { description: 'To 200 GiB, either mode:', command: '<%= config.bin %> resize --size 200G' },
    {
      description: 'By 50 GiB, and more metadata:',
      command: '<%= config.bin %> resize --size +50G --metadata-size 1G',
    },
    {
      description: 'By all of a second disk:',
      command: '<%= config.bin %> resize --add /dev/xvdg',
    },
    {
      description: 'The same, with room left for one auto-extension step:',
      command: '<%= config.bin %> resize --add /dev/xvdg --keep-step',
    },
    {
      description: 'See what would be done:',
      command: '<%= config.bin %> resize --add /dev/xvdg --dry-run',
    },
  ];

  override async run() {
    const { flags } = await this.parse(Resize);
    const parts = createParts(this.call);
    return carryOut(parts, resize(resizeRequest(flags)), jobOptions(flags, this.call.output));
  }
}
