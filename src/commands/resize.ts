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
    'Grows the pool that Docker or containerd uses. On direct-lvm, disks are added to the volume group, or ' +
    'those in it that were enlarged are used in full, and lvextend grows the pool. On loop-lvm, the file grows, then its loop device and the ' +
    'device-mapper table. Containers keep running. Nothing ever shrinks. If it is ' +
    'interrupted, run the same command to continue; what has grown stays grown. Running it ' +
    'again with the same size changes nothing.\n\n' +
    'Size suffixes are binary: 200G is 200 GiB, which docker info prints as 214.7 GB. Sizes ' +
    'are rounded up to whole extents of the volume group, or to whole chunks.';

  static override usage =
    'resize [--add DEVICE...] [--pvresize] [--size [+]SIZE] [--metadata-size [+]SIZE] [FLAGS]';

  static override flags = RESIZE_FLAGS;

  static override examples = [
    {
      description: 'Grow the data to 200 GiB, in either mode:',
      command: 'dmctl resize --size 200G',
    },
    {
      description: 'Grow the data by 50 GiB, and the metadata to 1 GiB:',
      command: 'dmctl resize --size +50G --metadata-size 1G',
    },
    { description: 'Grow by all of a second disk:', command: 'dmctl resize --add /dev/xvdg' },
    {
      description: 'Grow by a second disk, but keep space for one automatic extension:',
      command: 'dmctl resize --add /dev/xvdg --keep-step',
    },
    {
      description: 'Grow by what was added to a cloud volume:',
      command: 'dmctl resize --pvresize',
    },
    { description: 'Show the plan:', command: 'dmctl resize --add /dev/xvdg --dry-run' },
  ];

  override async run() {
    const { flags } = await this.parse(Resize);
    const parts = createParts(this.call);
    return carryOut(parts, resize(resizeRequest(flags)), jobOptions(flags, this.call.output));
  }
}
