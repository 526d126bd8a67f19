import { readSetupConfig, setupConfigPath } from '../../../docker/managed.ts';
import { diskScan, parseDiskScan } from '../../../lvm/diskscan.ts';
import type { Program } from '../../../model/command.ts';
import { ParseError } from '../../../model/errors.ts';
import type { Host } from '../../../model/host.ts';
import type { ManagedConfig, ManagedGround, ScannedDevice } from '../../../model/facts/managed.ts';
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
