import type { Notice } from '../model/notice.ts';
import type { Plan, Step } from '../model/plan.ts';
import { dmName } from '../model/names.ts';
import { startStep } from './docker-steps.ts';
import { differences, type PoolInPlace } from './existing-pool.ts';
import { monitorStep, profileStep } from './policy-steps.ts';
import { makePlan } from './make-plan.ts';
import { refusal } from './refusal.ts';
import { profileName } from './pool-names.ts';

/**
 * The plan where the pool is there already: nothing when all is as asked for; the few steps that
 * are safe to take again (profile, monitoring, starting Docker) when those are missing; a refusal
 * that says what differs otherwise.
 */
export function planExisting(site: PoolInPlace): Plan {
  const different = differences(site);
  const refusals = different.length === 0 ? [] : [otherValues(site, different)];
  const steps = refusals.length === 0 ? missingSteps(site) : [];
  return makePlan({ command: 'setup direct-lvm', steps, refusals, warnings: [], layout: null }, []);
}

function otherValues({ request }: PoolInPlace, different: readonly string[]): Notice {
  const message = `${request.vg}/${request.pool} is set up already, with other values`;
  return refusal('DM031', message, different.join('; '), [
    'ask for the values it has, or change it: dmctl resize, dmctl verify',
  ]);
}

/** Profile, monitoring, a Docker that runs: safe to take again. */
export function missingSteps({ facts, request, pool }: PoolInPlace): readonly Step[] {
  const { vg } = request;
  const { running, manager } = facts.docker;
  return [
    ...(pool.profile === null ? [profileStep(vg, pool.name, profileName(request))] : []),
    ...(pool.monitored === true ? [] : [monitorStep(vg, pool.name)]),
    ...(running.known && running.value ? [] : [startStep(manager, dmName(vg, pool.name), [])]),
  ];
}
