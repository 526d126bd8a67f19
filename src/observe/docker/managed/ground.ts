import { MANAGED, readSetupConfig, setupConfigPath } from '../../../docker/managed.ts';
import { creationTimes, parseCreationTimes } from '../../../lvm/creation.ts';
import { diskScan, parseDiskScan } from '../../../lvm/visible-pvs.ts';
import type { Program } from '../../../model/command.ts';
import { ParseError } from '../../../model/errors.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type {
  ManagedConfig,
  ManagedGround,
  ManagedOrigin,
  ScannedDevice,
} from '../../../model/facts/managed.ts';
import type { Host } from '../../../model/host.ts';
import { answerOf, attempt } from '../../attempt.ts';

/** moby, device_setup.go: it goes without the first three, and stops half way without the others. */
const PROGRAMS: readonly Program[] = [
  ...(['lvmdiskscan', 'pvdisplay', 'blkid'] as const),
  ...(['pvcreate', 'vgcreate', 'lvcreate', 'lvconvert', 'lvchange'] as const),
];

/** Looks at what Docker will look at. One process, lvmdiskscan. */
export async function managedGround(host: Host, dataRoot: string): Promise<ManagedGround> {
  const [scanned, missing, setUp] = await Promise.all([
    attempt(() => scannedDevices(host)),
    missingOf(host),
    attempt(() => setUpBefore(host, setupConfigPath(dataRoot))),
  ]);
  return { scanned, missing, setUp };
}

async function missingOf(host: Host): Promise<readonly Program[]> {
  const places = PROGRAMS.map(async (name) => ({ name, path: await host.locate(name) }));
  return (await Promise.all(places)).flatMap(({ name, path }) => (path === null ? [name] : []));
}

async function scannedDevices(host: Host): Promise<readonly ScannedDevice[]> {
  const paths = parseDiskScan(await answerOf(host, diskScan()));
  return Promise.all(
    paths.map(async (path) => ({ path, majorMinor: (await host.stat(path))?.represents ?? null })),
  );
}

async function setUpBefore(host: Host, path: string): Promise<ManagedConfig | null> {
  const text = await host.readText(path);
  if (text === null) return null;
  const config = readSetupConfig(text);
  if (config.ok) return config.value;
  throw new ParseError(path, config.why, text);
}

/** When Docker's pool was created, in seconds since 1970; null: LVM records no time, or there is none. */
export async function poolCreatedAt(host: Host): Promise<number | null> {
  const created = parseCreationTimes(await answerOf(host, creationTimes()));
  return created.get(`${MANAGED.vg}/${MANAGED.pool}`) ?? null;
}

/**
 * UUID of the physical volume that Docker made in that run; null: it is not proven. The pool that is
 * there was made while the run lasted, and its group has the disk that was blank before it, by its name,
 * size and serial number.
 * @param facts with the disks of the group
 * @throws HostError or ParseError
 */
export async function managedPv(
  host: Host,
  { devices }: Facts,
  { device, from, to }: ManagedOrigin,
): Promise<string | null> {
  const at = await poolCreatedAt(host);
  if (at === null || at < from || at > to) return null;
  const disk = devices.find(({ path }) => path === device.path);
  if (disk?.usable !== true || !disk.pv.known) return null;
  const { size, serial } = disk.identity;
  const isSame = size === device.size && serial === device.serial;
  return isSame && disk.pv.value?.vg === MANAGED.vg ? disk.pv.value.uuid : null;
}
