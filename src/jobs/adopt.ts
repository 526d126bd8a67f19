import type { Facts } from '../model/facts/facts.ts';
import { knownOr } from '../model/known.ts';
import { observeForVerify } from '../observe/host-facts.ts';
import { policyFacts } from '../observe/profile.ts';
import { journaledAdopt, planAdopt, profileToHave, type AdoptRequest } from '../plan/keep/adopt.ts';
import type { NamedPool } from '../pool/found-pool.ts';
import type { Job } from '../run/job.ts';
import { keptAccount, keptSurvey } from './activate.ts';
import type { Parts } from '../run/context.ts';
import { mustHavePool } from '../run/preconditions.ts';

/** `dmctl adopt`. */
export const adopt = (request: AdoptRequest): Job => ({
  command: 'adopt',
  request: journaledAdopt(request),
  survey: async ({ reader }) => {
    const facts = await observeForVerify(reader);
    const pool = mustHavePool(facts, 'adopt');
    const policy = await policyOf(reader, facts, pool);
    return keptSurvey(facts, pool, planAdopt({ facts, pool, request, policy }));
  },
  account: keptAccount,
});

/** Reads the profile that the pool will have; the facts contain the one that it has. */
async function policyOf(reader: Parts['reader'], facts: Facts, pool: NamedPool) {
  const volume = knownOr(pool.volume, null);
  if (volume === null) return facts;
  const name = profileToHave(facts, volume);
  return name === volume.profile ? facts : policyFacts(reader, name);
}
