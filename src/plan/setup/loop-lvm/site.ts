import { configurationOf, dockerFacts } from '../../../docker/engine.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { LoopGround } from '../../../model/facts/loop-pool.ts';
import type { Bytes } from '../../../model/units.ts';
import type { Configuration } from '../../../docker/configuration.ts';
import { findPool, type NamedPool } from '../../../pool/found-pool.ts';
import { partBytes } from '../../../pool/usage.ts';

/** A Docker that runs on loop files, or will when it is started. */
export interface OnLoopFiles {
  readonly kind: 'loop-files';
  /** True if devicemapper is configured. */
  readonly named: boolean;
  /** null: not known. */
  readonly data: Bytes | null;
  readonly metadata: Bytes | null;
}

/** The pool that a host has, as far as a setup on loop files is concerned. */
export type LoopSetupSite =
  | { readonly kind: 'direct-lvm'; readonly pool: NamedPool }
  | OnLoopFiles
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Finds out what pool the host has. */
export function loopSite(facts: Facts, ground: LoopGround): LoopSetupSite {
  const config = configurationOf(facts);
  const { info } = dockerFacts(facts).docker;
  if (!info.known) return { kind: 'unknown', why: info.why };
  const pool = findPool(facts);
  if (pool.kind === 'unknown') return pool;
  if (pool.kind === 'named' && pool.mode === 'direct-lvm') return { kind: 'direct-lvm', pool };
  const named = config.driver === 'devicemapper';
  if (info.value === null) return stopped(config, ground);
  if (info.value.devicemapper === null || pool.kind === 'none') return { kind: 'none' };
  return {
    kind: 'loop-files',
    named,
    data: partBytes(pool, 'data'),
    metadata: partBytes(pool, 'metadata'),
  };
}

/** A stopped Docker returns to its loop files if they are configured, or if it has nothing else. */
function stopped(config: Configuration, { files, drivers }: LoopGround): LoopSetupSite {
  if (!files.known) return { kind: 'unknown', why: files.why };
  if (!drivers.known) return { kind: 'unknown', why: drivers.why };
  const onlyOnes = drivers.value.every((driver) => driver === 'devicemapper');
  const goesBack = config.driver === 'devicemapper' || (config.driver === null && onlyOnes);
  if (files.value.data === null || !goesBack) return { kind: 'none' };
  return { kind: 'loop-files', named: config.driver === 'devicemapper', ...files.value };
}
