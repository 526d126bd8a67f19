import { devicesFilePath, foundByUuid, parseVisiblePvs, visiblePvs } from '../lvm/visible-pvs.ts';
import type { BlockedFolder, LvmAccess } from '../model/facts/lvm-access.ts';
import type { LvmSettings, LvmState, PhysicalVolume } from '../model/facts/lvm-state.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import { mountHolding, type Mount } from '../model/facts/mounts.ts';
import type { Host } from '../model/host.ts';
import { known, mapKnown, type Known } from '../model/known.ts';
import { plainUuid } from '../model/names.ts';
import { poolVolumes } from '../model/facts/pool-volume.ts';
import { answerOf, attempt } from './attempt.ts';
import { mountsOf } from './mounts.ts';
import { disksBelow } from './sys-block.ts';

/** The facts that the look at LVM's surroundings starts from. */
export interface AccessSubject {
  readonly lvm: Known<LvmState>;
  readonly settings: Known<LvmSettings>;
  /** The device of the pool that the engine uses or is configured for; null: it has none. */
  readonly device: DmDevice | null;
  /** Directories that dmctl itself writes to. */
  readonly folders: readonly string[];
}

/** Looks at what LVM works with on this host. One process, and only where a devices file is in use. */
export async function lvmAccess(host: Host, subject: AccessSubject): Promise<LvmAccess> {
  const { lvm, settings, device } = subject;
  const own = mapKnown(settings, ({ archiveDir, backupDir, profileDir }) =>
    [archiveDir, backupDir, profileDir].filter((path) => path !== null),
  );
  const [hiddenPvs, hostTags, missingFiles, blockedFolders, disks] = await Promise.all([
    hidden(host, lvm, settings),
    attempt(() => hasHostTags(host)),
    settings.known ? attempt(() => missingOf(host, settings.value)) : settings,
    own.known ? attempt(() => blockedOf(host, [...own.value, ...subject.folders])) : own,
    attempt(() => disksOf(host, lvm, device)),
  ]);
  return { hiddenPvs, hostTags, missingFiles, blockedFolders, disksBelow: disks };
}

/** A devices file that is set and does not exist limits nothing (lvmdevices(8)). */
async function hidden(
  host: Host,
  lvm: Known<LvmState>,
  settings: Known<LvmSettings>,
): Promise<Known<readonly PhysicalVolume[]>> {
  if (!settings.known) return settings;
  const { useDevicesFile, devicesFile } = settings.value;
  if (!useDevicesFile) return known([]);
  if (!lvm.known) return lvm;
  return attempt(async () => {
    const text = await host.readText(devicesFilePath(devicesFile));
    if (text === null) return [];
    const uuids = parseVisiblePvs(await answerOf(host, visiblePvs()));
    const seen = new Set([...uuids.map(plainUuid), ...foundByUuid(text)]);
    return lvm.value.pvs.filter(({ uuid, missing }) => !missing && !seen.has(plainUuid(uuid)));
  });
}

const CONFS = ['/etc/lvm/lvm.conf', '/etc/lvm/lvmlocal.conf'];

/** lvmconfig prints no tags of the host (2.03.16), so its files are looked at (lvm.conf(5), tags). */
async function hasHostTags(host: Host): Promise<boolean> {
  const texts = await Promise.all(CONFS.map((path) => host.readText(path)));
  return texts.some((text) => {
    const set = (text ?? '').replaceAll(/#.*$/gm, '');
    return /\bhosttags\s*=\s*1/.test(set) || /\btags\s*\{[^}]*\{/.test(set);
  });
}

async function missingOf(host: Host, settings: LvmSettings): Promise<readonly string[]> {
  const { thinCheckExecutable, dmeventd } = settings;
  const [command = ''] = dmeventd.thinCommand.split(' ');
  const programs = [thinCheckExecutable, dmeventd.executable, command].filter(isPath);
  const libraries = [dmeventd.thinLibrary].filter(isPath);
  const looked = [...programs, ...libraries].map(async (path) => {
    const file = await host.stat(path);
    const fits = file?.kind === 'file' && (libraries.includes(path) || (file.mode & 0o111) !== 0);
    return fits ? [] : [path];
  });
  return (await Promise.all(looked)).flat();
}

const isPath = (text: string): boolean => text.startsWith('/');

/** LVM's and dmctl's files are a few kilobytes each. */
const ENOUGH = 256 * 1024;

async function blockedOf(
  host: Host,
  folders: readonly string[],
): Promise<readonly BlockedFolder[]> {
  const mounts = await mountsOf(host);
  const looked = [...new Set(folders)].map(async (path) => {
    const why = await obstacle(host, mounts, path);
    return why === null ? [] : [{ path, why }];
  });
  return (await Promise.all(looked)).flat();
}

/** Why nothing can be written there; one that does not exist is made in the nearest that does. */
async function obstacle(
  host: Host,
  mounts: readonly Mount[],
  folder: string,
): Promise<string | null> {
  const path = await nearest(host, folder);
  if (mountHolding(mounts, path)?.readOnly === true) return 'its file system is mounted read-only';
  return (await host.freeSpace(path)) < ENOUGH ? 'its file system is full' : null;
}

async function nearest(host: Host, folder: string): Promise<string> {
  const real = await host.realPath(folder);
  if (real !== null || folder === '/') return real ?? '/';
  return nearest(host, folder.slice(0, folder.lastIndexOf('/')) || '/');
}

/** Only for a device of LVM's making whose volume LVM does not report. */
async function disksOf(
  host: Host,
  lvm: Known<LvmState>,
  device: DmDevice | null,
): Promise<readonly string[]> {
  if (!lvm.known || device?.uuid.startsWith('LVM-') !== true) return [];
  const volumes = poolVolumes(lvm.value.lvs, device, null);
  return volumes.length > 0 ? [] : disksBelow(host, device.majorMinor);
}
