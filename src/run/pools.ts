import { DmctlError } from '../model/errors.ts';
import type { EngineName } from '../model/engine.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { mayHavePool } from '../observe/engines.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { remembering } from '../observe/remembering.ts';
import { findPool, poolPath } from '../pool/found-pool.ts';

/**
 * The pools of this host, each with its engine: Docker's first, then containerd's. Where there is none, it is
 * Docker that has none.
 */
export async function observePools(reader: Host): Promise<readonly [Facts, ...Facts[]]> {
  if (!(await mayHavePool(reader, 'containerd'))) return [await observeForVerify(reader, 'docker')];
  const host = remembering(reader);
  const containerd = await observeForVerify(host, 'containerd');
  const docker = await observeForVerify(host, 'docker');
  if (findPool(containerd).kind === 'none') return [docker];
  return findPool(docker).kind === 'none' ? [containerd] : [docker, containerd];
}

/**
 * The pool that a command is about.
 * @param engine the engine that was named; null: none was
 * @throws DmctlError DM002 (2) where each engine has a pool, and none was named
 */
export async function observePool(reader: Host, engine: EngineName | null): Promise<Facts> {
  if (engine !== null) return observeForVerify(reader, engine);
  const [first, ...others] = await observePools(reader);
  if (others.length === 0) return first;
  throw whichPool([first, ...others]);
}

function whichPool(all: readonly Facts[]): DmctlError {
  const names = all.map((facts) => {
    const pool = findPool(facts);
    return `${facts.engine.title} has ${pool.kind === 'named' ? poolPath(pool) : 'a pool'}`;
  });
  return new DmctlError({
    code: 'DM002',
    exitCode: EXIT.usage,
    message: 'this host has two pools',
    why: names.join(', '),
    fix: ['add --engine docker or --engine containerd'],
    state: 'nothing was changed',
  });
}
