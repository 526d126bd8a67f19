import { dockerFacts } from '../../docker/engine.ts';
import { startDocker } from '../../docker/service.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { serviceRefusals } from './refusals.ts';
import { STOPPED, stopStep } from './service.ts';

/**
 * Stops Docker while its pool is repaired. On the way back it may not start, as a pool with damaged metadata cannot
 * be activated: then it stays stopped, which is what it would be after a reboot.
 */
export function stopDockerForRepair(facts: Facts): Grown<Step> {
  const { docker } = dockerFacts(facts);
  const refusals = serviceRefusals(docker);
  if (refusals.length > 0) return no(...refusals);
  const stop = stopStep(facts, []);
  const back = makeStep({
    id: 'undo-stop-docker',
    title: 'Start Docker, if it can',
    why: 'it was running before',
    risk: 'safe',
    before: [STOPPED],
    action: startDocker(docker.manager),
    after: [],
  });
  const why = 'nothing may change the pool while its metadata is read';
  const undo = stop.undo.length === 0 ? [] : [back];
  return { ok: true, value: { ...stop, why, documented: null, undo } };
}
