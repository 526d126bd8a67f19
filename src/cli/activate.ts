import { observeForVerify } from '../observe/host-facts.ts';
import { planActivate } from '../plan/activate.ts';
import type { Job } from './job.ts';
import { keptAccount, keptSurvey } from './kept-data.ts';
import { mustHavePool } from './must-have-pool.ts';

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
