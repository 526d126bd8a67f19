import { dockerFacts } from '../../docker/engine.ts';
import { roundsTo } from '../../docker/info.ts';
import { METADATA_BLOCK_BYTES } from '../../model/facts/dm.ts';
import type { DockerInfo } from '../../model/facts/docker-state.ts';
import { knownOr } from '../../model/known.ts';
import { bytes, formatBytes, sectorsToBytes, type Bytes } from '../../model/units.ts';
import { MAX_METADATA } from '../../lvm/thin-pool.ts';
import { failed, ok, unsure } from '../examination.ts';
import type { ExaminedPool, Examination, Verdict } from '../examination.ts';
import type { NamedPool } from '../../pool/found-pool.ts';
import { chunkBytes, kernelFigures } from '../../pool/usage.ts';

export const SIZES = [
  {
    id: 'data-size-agrees',
    code: 'DM160',
    title: 'Docker, LVM and the kernel agree on the data size',
    wanted: 'the same data size everywhere',
    scope: 'active-pool',
    judge: (seen) => {
      const { pool } = seen;
      const figures = kernelFigures(pool);
      const target = knownOr(pool.target, null);
      const chunk = chunkBytes(pool);
      if (!figures.known) return unsure(figures.why);
      if (chunk === null || target === null) return unsure('the chunk size could not be read');
      const kernel = bytes(figures.value.dataBlocks * chunk);
      const lvm = lvmData(pool, sectorsToBytes(target.length));
      return compare(seen, { kernel, lvm, docker: 'dataTotal' });
    },
  },
  {
    id: 'metadata-size-agrees',
    code: 'DM160',
    title: 'Docker, LVM and the kernel agree on the metadata size',
    wanted: 'the same metadata size everywhere',
    scope: 'active-pool',
    judge: (seen) => {
      const figures = kernelFigures(seen.pool);
      if (!figures.known) return unsure(figures.why);
      const kernel = bytes(figures.value.metadataBlocks * METADATA_BLOCK_BYTES);
      const volume = knownOr(seen.pool.volume, null)?.metadataSize ?? null;
      const lvm = volume === null ? null : { says: volume, agrees: sameMetadata(volume, kernel) };
      return compare(seen, { kernel, lvm, docker: 'metadataTotal' });
    },
  },
] as const satisfies readonly Examination[];

interface Sizes {
  readonly kernel: Bytes;
  /** null if the pool is not LVM's, or LVM was not read. */
  readonly lvm: { readonly says: Bytes; readonly agrees: boolean } | null;
  readonly docker: 'dataTotal' | 'metadataTotal';
}

/** The kernel counts whole chunks, LVM the table's length. */
function lvmData({ volume }: NamedPool, length: Bytes): Sizes['lvm'] {
  const lv = knownOr(volume, null);
  return lv === null ? null : { says: lv.size, agrees: lv.size === length };
}

/** The kernel uses no more than 15.81 GiB, however large the volume is (lvmthin(7)). */
const sameMetadata = (volume: Bytes, kernel: Bytes): boolean =>
  volume === kernel || (volume > kernel && kernel >= SMALLEST_CAP);

/** Older LVM crops a little lower than the kernel does. */
const SMALLEST_CAP = MAX_METADATA * 0.99;

function compare({ facts, pool }: ExaminedPool, sizes: Sizes): Verdict {
  if (pool.mode === 'direct-lvm' && !pool.volume.known) return unsure(pool.volume.why);
  const { info } = dockerFacts(facts).docker;
  if (!info.known) return unsure(info.why);
  const docker = dockerSize(info.value, pool, sizes.docker);
  const all = [
    `kernel ${exact(sizes.kernel)}`,
    ...(sizes.lvm === null ? [] : [`LVM ${exact(sizes.lvm.says)}`]),
    ...(docker === null ? [] : [`docker info ${formatBytes(docker, 'si')}`]),
  ].join(', ');
  if (sizes.lvm?.agrees === false) {
    return failed(
      `LVM and the kernel disagree on the size: ${all}`,
      `a resize was interrupted: dmctl resume (or by hand: lvchange --refresh ${refreshed(pool)})`,
    );
  }
  if (info.value === null) return ok(`${all}; Docker is stopped`);
  if (docker === null) return unsure(`${all}; docker info does not show the size of this pool`);
  if (roundsTo(sizes.kernel, docker)) return ok(all);
  return failed(
    `Docker and the kernel disagree on the size: ${all}`,
    'restart Docker: it still uses the previous size',
  );
}

const refreshed = ({ volume, name }: NamedPool): string => {
  const lv = knownOr(volume, null);
  return lv === null ? String(name) : `${lv.vg}/${lv.name}`;
};

/** Shows both readings: Docker prints decimal units, LVM binary ones. */
const exact = (size: Bytes): string => `${formatBytes(size, 'si')} (${formatBytes(size)})`;

/** The size that docker info prints; null if Docker is stopped or runs on another pool. */
function dockerSize(
  info: DockerInfo | null,
  pool: NamedPool,
  field: Sizes['docker'],
): Bytes | null {
  const status = info?.devicemapper ?? null;
  return status?.poolName === pool.name ? status[field] : null;
}
