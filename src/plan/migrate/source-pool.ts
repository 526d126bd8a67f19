import { configurationOf } from '../../docker/engine.ts';
import { DEFAULT_BLOCK_SIZE, loopFilesIn, sizeOption } from '../../docker/loop-files.ts';
import { knownOr } from '../../model/known.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import { findPool } from '../../pool/found-pool.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import type { MigrateSite, SourcePool } from './site.ts';

/**
 * Finds the pool that holds the layers: the one that Docker uses or is configured for; else, where
 * somebody has changed the driver, the one on the data root's loop files, or the only one that LVM has.
 */
export function sourcePool(site: MigrateSite): Grown<SourcePool> {
  const { facts } = site;
  const found = findPool(facts);
  if (found.kind === 'named' && found.mode === 'direct-lvm') {
    if (!found.volume.known) return no(unseen("LVM's state", found.volume.why));
    const { name, volume } = found;
    if (name !== null && volume.value !== null)
      return { ok: true, value: { pool: { kind: 'lvm', dmName: name }, volume: volume.value } };
    if (name !== null && knownOr(found.device, null) !== null)
      return { ok: true, value: { pool: { kind: 'lvm', dmName: name }, volume: null } };
  }
  return onLoopFiles(site) ?? onlyPool(site);
}

function onLoopFiles({ facts, ground }: MigrateSite): Grown<SourcePool> | null {
  if (!ground.hasLoopFiles.known) return no(unseen('the loop files', ground.hasLoopFiles.why));
  const name = knownOr(ground.loopPoolName, null);
  if (!ground.hasLoopFiles.value || name === null) return null;
  const files = loopFilesIn(ground.paths.root);
  const { storageOpts } = configurationOf(facts);
  const chunkSize = sizeOption(storageOpts, 'dm.blocksize') ?? DEFAULT_BLOCK_SIZE;
  return {
    ok: true,
    value: { pool: { kind: 'loop', dmName: name, ...files, chunkSize }, volume: null },
  };
}

/** A pool with thin volumes of LVM's own is not Docker's. */
function onlyPool({ facts }: MigrateSite): Grown<SourcePool> {
  if (!facts.lvm.known) return no(unseen("LVM's state", facts.lvm.why));
  const { lvs } = facts.lvm.value;
  const isLvms = (pool: string, vg: string) => lvs.some((lv) => lv.poolLv === pool && lv.vg === vg);
  const pools = lvs.filter(
    ({ segmentType, name, vg }) => segmentType === 'thin-pool' && !isLvms(name, vg),
  );
  const [volume, ...others] = pools;
  if (volume === undefined)
    return no(poolNotFound('LVM has no thin pool without volumes of its own'));
  if (others.length > 0) {
    const names = pools.map(({ vg, name }) => `${vg}/${name}`);
    return no(poolNotFound(`it may be any of ${names.join(', ')}`));
  }
  const name = dmName(volume.vg, volume.name);
  return { ok: true, value: { pool: { kind: 'lvm', dmName: name }, volume } };
}

const poolNotFound = (why: string): Notice =>
  refusal('DM251', 'the pool that holds the layers was not found', why, [
    'set dm.thinpooldev in storage-opts of daemon.json to the pool, without restarting Docker',
  ]);
