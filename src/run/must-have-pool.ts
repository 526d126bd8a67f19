import { DmctlError } from '../model/errors.ts';
import { EXIT } from '../model/exit-codes.ts';
import type { Facts } from '../model/facts/facts.ts';
import { readConfiguration } from '../pool/configuration.ts';
import { findPool, type NamedPool } from '../pool/found-pool.ts';

/**
 * The pool that Docker uses, or would use if it were started now.
 * @param verb what the command does with it
 * @throws DmctlError DM103 (6), DM007 (20)
 */
export function mustHavePool(facts: Facts, verb: string): NamedPool {
  const pool = findPool(facts, readConfiguration(facts));
  if (pool.kind === 'named') return pool;
  const state = 'nothing was changed';
  if (pool.kind === 'none') {
    throw new DmctlError({
      code: 'DM103',
      exitCode: EXIT.noPool,
      message: `there is no pool here to ${verb}`,
      why: 'neither Docker nor its configuration has to do with a thin pool on this host',
      fix: ['dmctl setup direct-lvm DEVICE  sets one up on a blank disk'],
      state,
    });
  }
  throw new DmctlError({
    code: 'DM007',
    exitCode: EXIT.refused,
    message: 'it cannot be seen which pool Docker uses',
    why: pool.why,
    fix: ['mend what is said above, then run the command again'],
    state,
  });
}
