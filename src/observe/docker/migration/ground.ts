import { loopFilesIn } from '../../../docker/loop-files.ts';
import { migrationPaths } from '../../../docker/migration-paths.ts';
import { mountUnitPath, requiresFolder } from '../../../lvm/layer-volume.ts';
import { missingTarOptions, tarHelp } from '../../../lvm/tar.ts';
import { parseFtype, xfsInfo } from '../../../lvm/xfs-info.ts';
import type { Program } from '../../../model/command.ts';
import type {
  GroundSubject,
  MigrationGround,
  OverlayPresence,
  RoomBelow,
  SwitchGround,
} from '../../../model/facts/migration.ts';
import { mountHolding } from '../../../model/facts/mounts.ts';
import { HostError, type Host } from '../../../model/host.ts';
import { known, unknown, type Known } from '../../../model/known.ts';
import { answerOf, attempt } from '../../attempt.ts';
import { mountsOf } from '../../mounts.ts';
import { hasModule } from '../../tools.ts';
import { loopPoolName } from '../loop-lvm/ground.ts';
import { BESIDE_LAYERS } from './complete.ts';
import { userNetworks } from './networks.ts';
import { driverRecord } from './record.ts';

/** Programs that a conversion starts. */
const NEEDED: readonly Program[] = ['dmsetup', 'tar', 'cp', 'mount', 'umount', 'sync'];

const isThere = (host: Host, path: string) =>
  attempt(async () => (await host.lstat(path)) !== null);

/** Looks at what the switch between the drivers changes in a data root. No process. */
export async function switchGround(
  host: Host,
  { root, sources, service }: GroundSubject,
): Promise<SwitchGround> {
  const paths = migrationPaths(root);
  return {
    paths,
    buildkit: await isThere(host, paths.buildkit),
    buildkitAside: await isThere(host, paths.buildkitAside),
    optionFiles: await attempt(() => textsOf(host, sources)),
    mountUnit: await attempt(() => host.readText(mountUnitPath(paths.layers))),
    requires: await attempt(() => host.list(requiresFolder(service.unit))),
  };
}

/**
 * Looks at all that a migration needs to know of the data root. At most two processes: tar --help, and
 * xfs_info where the data root is on xfs; a third where Docker has to be asked through its client.
 * @param room see driverRecord
 */
export async function migrationGround(
  host: Host,
  subject: GroundSubject,
  room: 'count' | 'skip' = 'count',
): Promise<MigrationGround> {
  const { root, runs } = subject;
  const ground = await switchGround(host, subject);
  const { paths } = ground;
  return {
    ...ground,
    record: await attempt(() => driverRecord(host, paths, room)),
    layers: await attempt(() => layersIn(host, paths.layers)),
    newRecords: await attempt(() => recordsIn(host, paths.newRecords)),
    building: await isThere(host, paths.building),
    room: await attempt(() => roomBelow(host, root)),
    tarLacks: await attempt(async () => missingTarOptions(await answerOf(host, tarHelp()))),
    missing: await missingPrograms(host),
    overlayfs: await attempt(() => hasOverlayfs(host)),
    loopPoolName: await attempt(() => loopPoolName(host, root)),
    hasLoopFiles: await attempt(() => hasLoopFiles(host, root)),
    networks: await attempt(async () => (runs ? userNetworks(host) : null)),
    makes: await makes(host),
  };
}

/** Layers in overlay2/. */
export async function layersIn(host: Host, path: string): Promise<OverlayPresence> {
  const names = await host.list(path);
  if (names === null) return { exists: false, held: 0 };
  return { exists: true, held: names.filter((name) => !BESIDE_LAYERS.has(name)).length };
}

/** Images, image layers and containers that another driver has on record. */
export async function recordsIn(host: Host, path: string): Promise<OverlayPresence> {
  if ((await host.lstat(path)) === null) return { exists: false, held: 0 };
  const folders = ['imagedb/content/sha256', 'layerdb/sha256', 'layerdb/mounts'];
  const counts = folders.map(async (name) => (await host.list(`${path}/${name}`))?.length ?? 0);
  return { exists: true, held: Math.max(...(await Promise.all(counts))) };
}

async function roomBelow(host: Host, root: string): Promise<RoomBelow> {
  const mount = mountHolding(await mountsOf(host), root);
  if (mount === null) throw new HostError('cannot-read', root, `no mount holds ${root}`);
  const { type, mountPoint } = mount;
  return {
    type,
    mountPoint,
    free: await host.availableSpace(root),
    inodes: await host.freeInodes(root),
    namesTypes: await namesTypes(host, type, mountPoint),
  };
}

/** mke2fs(8): `filetype` is in every ext4 that was not made without it on purpose. */
async function namesTypes(host: Host, type: string, mountPoint: string): Promise<Known<boolean>> {
  if (type === 'xfs')
    return attempt(async () => parseFtype(await answerOf(host, xfsInfo(mountPoint))));
  return /^(ext[234]|btrfs)$/.test(type)
    ? known(true)
    : unknown(`dmctl knows overlay2 on ext4, xfs and btrfs; this is ${type}`);
}

async function textsOf(host: Host, sources: readonly string[]) {
  const paths = [...new Set(sources.filter((source) => source.startsWith('/')))];
  const read = paths.map(async (path) => ({ path, text: (await host.readText(path)) ?? '' }));
  return Promise.all(read);
}

async function makes(host: Host): Promise<MigrationGround['makes']> {
  const has = async (name: Program): Promise<boolean> => {
    const found = await attempt(() => host.locate(name));
    return found.known && found.value !== null;
  };
  if (await has('mkfs.xfs')) return 'xfs';
  return (await has('mkfs.ext4')) ? 'ext4' : null;
}

async function missingPrograms(host: Host): Promise<readonly string[]> {
  const found = await Promise.all(NEEDED.map((name) => attempt(() => host.locate(name))));
  return NEEDED.filter((_, at) => {
    const one = found[at];
    return one?.known !== true || one.value === null;
  });
}

/** The kernel's own list names it once it is built in or loaded. */
async function hasOverlayfs(host: Host): Promise<boolean> {
  const names = (await host.readText('/proc/filesystems')) ?? '';
  return /\boverlay$/m.test(names) || hasModule(host, 'overlay');
}

async function hasLoopFiles(host: Host, root: string): Promise<boolean> {
  const paths = loopFilesIn(root);
  const found = await Promise.all([host.stat(paths.data), host.stat(paths.metadata)]);
  return found.every((file) => file !== null);
}
