import { failure, success, type Answer } from './answer.ts';
import { read } from './argv.ts';
import { above, dmDevices, isHeld, type Dm } from './device-mapper.ts';
import type { Moment } from './files.ts';
import { isVolume, signaturesOn } from './carrier.ts';
import { diskAt, type State } from './state.ts';

interface Row {
  readonly name: string;
  readonly kname: string;
  readonly 'maj:min': string;
  readonly type: string;
  readonly size: number;
  readonly 'opt-io': number;
  readonly children?: readonly Row[];
}

const row = (basis: Row, children: readonly Row[]) => ({
  ...basis,
  ro: false,
  rm: false,
  rota: false,
  model: null,
  serial: null,
  wwn: null,
  mountpoint: null,
  ...(children.length === 0 ? {} : { children }),
});

const CHUNK = 524288;

function dmRow(all: readonly Dm[], device: Dm): Row {
  const kernel = `dm-${String(device.minor)}`;
  const basis = {
    name: `/dev/mapper/${device.name}`,
    kname: `/dev/${kernel}`,
    'maj:min': `254:${String(device.minor)}`,
    type: device.type,
    size: device.size,
    'opt-io': device.below.length > 1 && !device.below[0]?.startsWith('ubd') ? CHUNK : 0,
  };
  return row(
    basis,
    above(all, device.name).map((one) => dmRow(all, one)),
  );
}

/** `lsblk -J -b -p -o ... DEVICE...`, as util-linux 2.38 prints it. */
export function lsblk(state: State, args: readonly string[]): Answer {
  const { rest } = read(args, ['-o']);
  const disks = state.disks.filter(({ kernelName }) => rest.includes(`/dev/${kernelName}`));
  if (disks.length === 0) return failure(32, `lsblk: ${rest.join(' ')}: not a block device`);
  const dm = dmDevices(state);
  const blockdevices = disks.map((disk) =>
    row(
      {
        name: `/dev/${disk.kernelName}`,
        kname: `/dev/${disk.kernelName}`,
        'maj:min': disk.majorMinor,
        type: 'disk',
        size: disk.size,
        'opt-io': 0,
      },
      above(dm, disk.kernelName).map((one) => dmRow(dm, one)),
    ),
  );
  return success(`${JSON.stringify({ blockdevices }, null, 3)}\n`);
}

/** `blkdiscard --zeroout --offset N DEVICE`. */
export function blkdiscard(state: State, moment: Moment, args: readonly string[]): Answer {
  const { options, rest } = read(args, ['--offset']);
  const [path = ''] = rest;
  const disk = diskAt(state, path);
  if (disk === undefined || options.get('--offset') !== '1048576')
    return failure(1, `blkdiscard: ${args.join(' ')}`);
  if (isHeld(state, disk)) return failure(1, `blkdiscard: ${path}: Device or resource busy`);
  moment('half of the disk zeroed');
  disk.middle = false;
  disk.signatures = disk.signatures.filter(({ offset }) => offset < 2 ** 20);
  return success();
}

/** `wipefs --json --output ... DEVICE...`. */
export function wipefsProbe(state: State, args: readonly string[]): Answer {
  const { rest } = read(args, ['--output']);
  const [node = ''] = rest;
  if (isVolume(state, node))
    return success(`${JSON.stringify({ signatures: signaturesOn(state, node) }, null, 3)}\n`);
  const found = state.disks.filter(({ kernelName }) => rest.includes(`/dev/${kernelName}`));
  if (found.length < rest.length) return failure(1, 'wipefs: error: probing initialization failed');
  const signatures = found.flatMap((disk) =>
    disk.signatures.map(({ type, offset, label, uuid }) => ({
      ...{ device: disk.kernelName, offset: `0x${offset.toString(16)}`, type, label, uuid },
    })),
  );
  return success(`${JSON.stringify({ signatures }, null, 3)}\n`);
}
