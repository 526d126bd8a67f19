import {
  attachLoop,
  closeDevice,
  detachLoop,
  LOOP_POOL,
  openLoopPool,
} from '../lvm/layer-device.ts';
import { dmInfo, parseDmInfo } from '../lvm/dmsetup.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import { HostError, type Host } from '../model/host.ts';
import type { LayerPool } from '../model/plan/conversion.ts';
import type { Bytes } from '../model/units.ts';
import { dmNames } from '../observe/sys-block.ts';
import { closing, mustRun } from './running.ts';

type LoopPool = Extract<LayerPool, { kind: 'loop' }>;

/** Returns all device-mapper devices; none of them at all is no error. @throws HostError or ParseError */
export async function mapperDevices(host: Host): Promise<readonly DmDevice[]> {
  const stdout = await mustRun(host, dmInfo());
  return stdout === '' ? [] : parseDmInfo(stdout);
}

/** Attaches a file to a loop device while work is done. */
async function onLoop<T>(host: Host, file: string, work: (loop: string) => Promise<T>): Promise<T> {
  const loop = (await mustRun(host, attachLoop(file))).trim();
  if (!loop.startsWith('/dev/loop')) {
    throw new HostError(
      'cannot-write',
      file,
      `losetup named '${loop}' as the loop device of ${file}`,
    );
  }
  return await closing(
    () => work(loop),
    async () => {
      await mustRun(host, detachLoop(loop));
    },
  );
}

async function sizeOf(host: Host, file: string): Promise<Bytes> {
  const found = await host.stat(file);
  if (found?.kind === 'file') return found.size;
  throw new HostError('cannot-read', file, `${file} is not a regular file`);
}

async function onLoopPool<T>(
  host: Host,
  { data, metadata, chunkSize }: LoopPool,
  work: (poolName: string) => Promise<T>,
): Promise<T> {
  const dataSize = await sizeOf(host, data);
  return await onLoop(host, data, (dataLoop) =>
    onLoop(host, metadata, async (metadataLoop) => {
      const target = { data: dataLoop, dataSize, metadata: metadataLoop, chunkSize };
      await mustRun(host, openLoopPool(target));
      return await closing(
        () => work(LOOP_POOL),
        async () => {
          await mustRun(host, closeDevice(LOOP_POOL));
        },
      );
    }),
  );
}

/**
 * Does work with the pool's device-mapper name. Docker's pool on loop files exists only while Docker
 * runs; otherwise it is created under a name of dmctl's, and removed afterwards.
 * @throws HostError or ParseError
 */
export async function withPool<T>(
  host: Host,
  pool: LayerPool,
  work: (poolName: string) => Promise<T>,
): Promise<T> {
  if (pool.kind === 'lvm') return await work(pool.dmName);
  if ((await dmNames(host)).includes(pool.dmName)) return await work(pool.dmName);
  return await onLoopPool(host, pool, work);
}
