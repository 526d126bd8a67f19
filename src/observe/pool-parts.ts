import type { DmDevice, ThinPoolTable } from '../model/facts/dm.ts';
import type { Host } from '../model/host.ts';
import type { GroundPiece, PoolPart } from '../model/facts/layers.ts';
import type { PhysicalVolume } from '../model/facts/lvm-state.ts';
import { backingFile, blockBytes, kernelName } from './sys-block.ts';

/**
 * The two devices below a pool and what they lie on, by its table and sysfs. No process.
 * @param pvs their paths are how a person knows the disks
 * @throws HostError
 */
export async function poolParts(
  host: Host,
  { metadataDevice, dataDevice }: ThinPoolTable,
  devices: readonly DmDevice[],
  pvs: readonly PhysicalVolume[],
): Promise<readonly PoolPart[]> {
  const numbers = await Promise.all(pvs.map(async (pv) => [await numberOf(host, pv), pv] as const));
  const byNumber = new Map(numbers);
  const part = async (role: PoolPart['role'], majorMinor: string): Promise<PoolPart> => ({
    role,
    name:
      devices.find((device) => device.majorMinor === majorMinor)?.name ??
      (await kernelName(host, majorMinor)),
    size: await blockBytes(host, majorMinor),
    on: await groundOf(host, majorMinor, byNumber),
  });
  return [await part('metadata', metadataDevice), await part('data', dataDevice)];
}

const numberOf = async (host: Host, { device }: PhysicalVolume): Promise<string> =>
  (await host.stat(device))?.represents ?? device;

async function groundOf(
  host: Host,
  majorMinor: string,
  pvs: ReadonlyMap<string, PhysicalVolume>,
): Promise<readonly GroundPiece[]> {
  const file = await backingFile(host, majorMinor);
  if (file !== null) return [{ path: file, size: null, vg: null }];
  const below = `/sys/dev/block/${majorMinor}/slaves`;
  const slaves = (await host.list(below)) ?? [];
  return Promise.all(
    slaves.map(async (slave): Promise<GroundPiece> => {
      const number = (await host.readText(`${below}/${slave}/dev`))?.trim() ?? '';
      const pv = pvs.get(number);
      const path = pv?.device ?? `/dev/${slave.replaceAll('!', '/')}`;
      return { path, size: pv?.size ?? (await blockBytes(host, number)), vg: pv?.vg ?? null };
    }),
  );
}
