import { Flags } from '@oclif/core';
import { DmctlCommand } from '../../cli/base-command.ts';
import { CHANGING_FLAGS, jobOptions } from '../../cli/flags/common.ts';
import { asDevice, asVgName, newSizeFlag } from '../../cli/flags/values.ts';
import { migrateOverlay2 } from '../../jobs/migrate-overlay2.ts';
import type { Bytes } from '../../model/units.ts';
import type { VolumeRequest } from '../../model/plan/journal.ts';
import { carryOut } from '../../run/carry-out.ts';
import { createParts } from '../../run/context.ts';

interface VolumeFlags {
  readonly on?: string | undefined;
  readonly 'on-vg'?: string | undefined;
  readonly size?: Bytes | undefined;
}

function volumeAsked({ on, 'on-vg': vg, size }: VolumeFlags): VolumeRequest | null {
  if (on !== undefined) return { kind: 'disk', device: on };
  return vg === undefined || size === undefined ? null : { kind: 'group', vg, size };
}

/** `dmctl migrate overlay2`. */
export default class MigrateOverlay2 extends DmctlCommand {
  static override summary = 'Move Docker to overlay2, with every image and container kept.';

  static override description =
    'Converts each layer from its thin device, and proves the copy: an image layer by its ' +
    'digest, every layer by comparing it with its source. Image layers are converted while ' +
    'Docker runs; then Docker stops, the layers of containers follow, and Docker starts on ' +
    'overlay2. Ids, tags, digests, logs, networks and volumes stay as they are. If a step ' +
    'fails, every change is undone. If it is interrupted, run the same command to continue.\n\n' +
    'The pool is not changed: dmctl migrate undo goes back to it, dmctl migrate accept removes ' +
    'it. Docker 25 or newer may be installed already.\n\n' +
    'Where the data root cannot carry overlay2, --on or --on-vg puts the layers on a volume of ' +
    'their own, which is mounted at overlay2 in the data root at every boot, before Docker.';

  static override usage = 'migrate overlay2 [--on DEVICE | --on-vg VG --size SIZE] [FLAGS]';

  static override flags = {
    offline: Flags.boolean({
      summary: 'Stop Docker first, and convert image layers after that, too.',
    }),
    on: Flags.string({
      parse: asDevice,
      helpValue: 'DEVICE',
      summary: 'Put the layers on a volume of their own, on this blank disk or partition.',
      exclusive: ['on-vg'],
    }),
    'on-vg': Flags.string({
      parse: asVgName,
      helpValue: 'VG',
      summary: 'Put the layers on a volume of their own, in this volume group.',
      dependsOn: ['size'],
    }),
    size: newSizeFlag({
      summary: 'Size of that volume.',
      dependsOn: ['on-vg'],
    }),
    ...CHANGING_FLAGS,
  };

  static override examples = [
    {
      description: 'Show the plan, with room needed and free:',
      command: 'dmctl migrate overlay2 --dry-run',
    },
    { description: 'Migrate:', command: 'dmctl migrate overlay2' },
    {
      description: 'Where the data root is xfs without ftype=1, or too small:',
      command: 'dmctl migrate overlay2 --on /dev/xvdg',
    },
  ];

  override async run() {
    const { flags } = await this.parse(MigrateOverlay2);
    const job = migrateOverlay2({ offline: flags.offline, on: volumeAsked(flags) });
    return carryOut(createParts(this.call), job, jobOptions(flags, this.call.output));
  }
}
