import type { Notice } from '../../model/notice.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import { dmName } from '../../model/names.ts';
import { pvUuidsOf } from '../../pool/boot-unit.ts';
import { bootUnitFile, bootUnitSteps, hasUnits } from '../steps/boot-unit.ts';
import { poolThere } from '../steps/thin-pool.ts';
import { startStep } from '../docker/service.ts';
import { differences, type PoolInPlace } from './differences.ts';
import { blobsOf, type NewFile } from '../steps/files.ts';
import { monitorStep, profileStep } from '../steps/auto-extension.ts';
import { makePlan } from '../steps/make-plan.ts';
import { refusal } from '../steps/refusal.ts';
import { setupRefused } from './decide.ts';
import { profileName } from '../steps/names.ts';

/**
 * The plan where the pool is there already: nothing when all is as asked for; the few steps that
 * are safe to take again (profile, monitoring, boot unit, starting Docker) when those are missing; a
 * refusal that says what differs otherwise.
 */
export function planExisting(site: PoolInPlace): Plan {
  const different = differences(site);
  return different.length > 0 ? setupRefused([otherValues(site, different)]) : planMissing(site);
}

/** Nothing differs from the request: what is missing is made good. */
export function planMissing(site: PoolInPlace): Plan {
  const unit = missingUnit(site);
  const steps = missingSteps(site, unit);
  return makePlan(
    { command: 'setup direct-lvm', steps, refusals: [], warnings: [], layout: null },
    blobsOf(unit === null ? [] : [unit]),
  );
}

/** The unit that an older set-up did not install; null: one is there, whatever is in it. */
function missingUnit({ facts, request, pool }: PoolInPlace): NewFile | null {
  const { bootUnit, lvm } = facts;
  if (!hasUnits(facts) || !lvm.known || !bootUnit.known || bootUnit.value.text !== null)
    return null;
  const { vg } = request;
  const file = bootUnitFile(facts, { vg, lv: pool.name }, pvUuidsOf(lvm.value, vg));
  return file.ok ? file.file : null;
}

function otherValues({ request }: PoolInPlace, different: readonly string[]): Notice {
  const message = `${request.vg}/${request.pool} is set up already, with other values`;
  return refusal('DM031', message, different.join('; '), [
    'ask for the values it has, or change it: dmctl resize, dmctl verify',
  ]);
}

/** Profile, monitoring, the boot unit, a Docker that runs: safe to take again. */
function missingSteps(
  { facts, request, pool }: PoolInPlace,
  unit: NewFile | null,
): readonly Step[] {
  const { vg } = request;
  const { running, manager } = facts.engine.service;
  return [
    ...(pool.profile === null ? [profileStep(vg, pool.name, profileName(request))] : []),
    ...(pool.monitored === true ? [] : [monitorStep(poolThere(pool))]),
    ...(unit === null ? [] : bootUnitSteps(unit)),
    ...(running.known && running.value ? [] : [startStep(manager, dmName(vg, pool.name), [])]),
  ];
}
