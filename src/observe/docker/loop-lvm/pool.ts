import { dockerFacts } from '../../../docker/engine.ts';
import { loopFilesIn } from '../../../docker/loop-files.ts';
import type { ThinPoolTable } from '../../../model/facts/dm.ts';
import type { DataRoot } from '../../../model/facts/docker-state.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { FileIdentity, Host } from '../../../model/host.ts';
import { read, unknown, unreadable, type Known, type Read } from '../../../model/known.ts';
import type { LoopDevice, LoopFile, LoopPool, ShownBy } from '../../../model/facts/loop-pool.ts';
import { attempt } from '../../attempt.ts';
import { livePoolTables } from '../../device-mapper.ts';
import { loopDevicesOf } from '../../loop-devices.ts';
import { loopPoolName } from './ground.ts';
import { blockBytes } from '../../sys-block.ts';

/**
 * Files and loop devices below Docker's loop-lvm pool: those that the pool's own table leads to,
 * and below the data root only where there is no pool. At most two processes.
 * @param name the pool's device-mapper name; null: Docker has not made it
 */
export function observeLoopPool(
  host: Host,
  name: string | null,
  facts: Pick<Facts, 'engine'>,
): Promise<Known<LoopPool>> {
  const { dataRoot } = dockerFacts(facts);
  if (dataRoot.state === 'unusable') return Promise.resolve(unknown(dataRoot.why));
  return attempt(async () => {
    const ownName = await loopPoolName(host, dataRoot.path);
    const table = name === null ? null : await liveTable(host, name);
    const files =
      table === null ? await filesBelow(host, dataRoot) : await filesOf(host, table, dataRoot);
    return { table, ownName, ...files };
  });
}

type Files = Pick<LoopPool, 'data' | 'metadata'>;

async function liveTable(host: Host, name: string): Promise<ThinPoolTable | null> {
  const tables = await livePoolTables(host);
  return tables.find((table) => table.name === name) ?? null;
}

async function filesBelow(host: Host, dataRoot: DataRoot): Promise<Files> {
  const file = async (given: string): Promise<Read<LoopFile>> => {
    const found = await host.realPath(given);
    if (found === null)
      return unreadable(`${given} does not exist: Docker has not created its pool here`);
    return loopFile(host, found, null, null);
  };
  const own = loopFilesIn(dataRoot.path);
  return { data: await file(own.data), metadata: await file(own.metadata) };
}

async function filesOf(host: Host, table: ThinPoolTable, dataRoot: DataRoot): Promise<Files> {
  const devices = await loopDevicesOf(host);
  const file = async (given: string, majorMinor: string): Promise<Read<LoopFile>> => {
    const behind = await fileBehind(host, devices, majorMinor);
    return behind.ok ? foundAgain(host, behind.value, given) : behind;
  };
  const own = loopFilesIn(dataRoot.path);
  return {
    data: await file(own.data, table.dataDevice),
    metadata: await file(own.metadata, table.metadataDevice),
  };
}

/** A file that was moved away is not the one that the next start of Docker takes. */
async function foundAgain(host: Host, file: LoopFile, own: string): Promise<Read<LoopFile>> {
  const found = await host.stat(own);
  if (found?.inode === file.inode && found.device === file.fileSystem) return read(file);
  return unreadable(`the pool uses ${file.path}, but Docker will use ${own} when it next starts`);
}

/** The file a device of the pool shows, where it shows all of it and the file is still there. */
async function fileBehind(
  host: Host,
  devices: readonly LoopDevice[],
  majorMinor: string,
): Promise<Read<LoopFile>> {
  const device = devices.find((found) => found.majorMinor === majorMinor);
  if (device === undefined)
    return unreadable(`device ${majorMinor} of the pool is not a loop device`);
  const { path, file, offset, sizeLimit } = device;
  if (offset !== 0) return unreadable(`${path} begins at byte ${String(offset)} of ${file.path}`);
  if (sizeLimit !== 0) {
    return unreadable(`${path} is limited to ${String(sizeLimit)} bytes of ${file.path}`);
  }
  const other = devices.find((found) => found !== device && isSame(found.file, file));
  if (other !== undefined) return unreadable(`${other.path} is attached to ${file.path} too`);
  if (file.path.endsWith(DELETED)) return unreadable(lost(path, file.path));
  const loop = { path, majorMinor, size: await blockBytes(host, majorMinor) };
  return loopFile(host, file.path, file, loop);
}

/** How the kernel marks a name that leads to the file no more (d_path). */
const DELETED = ' (deleted)';

const lost = (loop: string, file: string): string =>
  `${file.slice(0, -DELETED.length)} was deleted or replaced; the pool's data is in the old file, ` +
  `which exists only as long as ${loop}: docker save what you need before you stop Docker`;

const isSame = (a: FileIdentity, b: FileIdentity): boolean =>
  a.inode === b.inode && a.fileSystem === b.fileSystem;

/** @param wanted the file that its loop device shows; null: there is no loop device */
async function loopFile(
  host: Host,
  path: string,
  wanted: FileIdentity | null,
  loop: ShownBy | null,
): Promise<Read<LoopFile>> {
  const found = await host.lstat(path);
  const where = loop === null ? '' : ` (attached to ${loop.path})`;
  if (found === null) return unreadable(`${path}${where} does not exist`);
  if (found.kind !== 'file') return unreadable(`${path} is a ${found.kind}, not a file`);
  const { inode, device: fileSystem, size, allocated } = found;
  const identity = { path, inode, fileSystem };
  if (wanted !== null && !isSame(identity, wanted)) {
    return unreadable(`${path}${where} was replaced by a different file`);
  }
  return read({ ...identity, size, allocated, free: await host.freeSpace(path), loop });
}
