import { observeForVerify } from '../observe/host-facts.ts';
import { planActivate } from '../plan/keep/activate.ts';
import type { Job } from '../run/job.ts';
import { keptAccount, keptSurvey } from './activate-answer.ts';
import { mustHavePool } from '../run/must-have-pool.ts';

/** `dmctl activate`. */
export const activate = (installUnit: boolean): Job => ({
  command: 'activate',
  request: { command: 'activate', devices: [], options: { installUnit } },
  survey: async ({ reader }) => {
    const facts = await observeForVerify(reader);
    const pool = mustHavePool(facts, 'activate');
    return keptSurvey(facts, pool, planActivate({ facts, pool, installUnit }));
  },
  account: keptAccount,
});
