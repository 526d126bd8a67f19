import { diskScan, parseDiskScan } from '../lvm/visible-pvs.ts';
import type { DeviceFacts } from '../model/facts/device.ts';
import type { JoiningDisks } from '../model/facts/lvm-access.ts';
import type { LvmSettings } from '../model/facts/lvm-state.ts';
import { type Host, HostError } from '../model/host.ts';
import { known, unknown, type Known } from '../model/known.ts';
import { answerOf, attempt } from './attempt.ts';
import { partitionOf } from './sys-block.ts';

/**
 * Looks at disks that are to become physical volumes as LVM would take them. One process, lvmdiskscan, and only
 * where a setting excludes some devices.
 * @param members devices that are in the volume group already
 */
export async function joiningDisks(
  host: Host,
  devices: readonly DeviceFacts[],
  settings: Known<LvmSettings>,
  members: readonly string[],
): Promise<JoiningDisks> {
  if (devices.length === 0) return NOTHING_JOINS;
  return {
    excluded: settings.known ? await excluded(host, devices, settings.value) : settings,
    sectorBytes: await attempt(async () => {
      const named = devices.filter((device) => device.usable);
      const joined = members.map(async (path) => ({
        path,
        majorMinor: (await host.stat(path))?.represents ?? '',
      }));
      const disks = [...named.map(({ identity }) => identity), ...(await Promise.all(joined))];
      const sizes = disks.map(
        async ({ path, majorMinor }) => [path, await sectorBytes(host, majorMinor)] as const,
      );
      return new Map(await Promise.all(sizes));
    }),
  };
}

export const NOTHING_JOINS: JoiningDisks = {
  excluded: known([]),
  sectorBytes: unknown('not queried: no disk is to join'),
};

function excluded(
  host: Host,
  devices: readonly DeviceFacts[],
  { hiding }: LvmSettings,
): Promise<Known<readonly string[]>> {
  return attempt(async () => {
    if (hiding.length === 0) return [];
    const used = parseDiskScan(await answerOf(host, diskScan()));
    const numbers = await Promise.all(
      used.map(async (path) => (await host.stat(path))?.represents),
    );
    return devices
      .filter((device) => device.usable && !numbers.includes(device.identity.majorMinor))
      .map(({ path }) => path);
  });
}

/** Size of a logical sector (Documentation/ABI/stable/sysfs-block); a partition has that of its disk. @throws HostError */
async function sectorBytes(host: Host, majorMinor: string): Promise<number> {
  const file = `/sys/dev/block/${majorMinor}/queue/logical_block_size`;
  const own = await host.readText(file);
  const disk = own === null ? (await partitionOf(host, majorMinor))?.disk : undefined;
  if (disk !== undefined) return sectorBytes(host, disk);
  const text = own?.trim() ?? '';
  if (/^\d{3,6}$/.test(text)) return Number(text);
  throw new HostError('cannot-read', file, `${file}: no size of sectors`);
}
