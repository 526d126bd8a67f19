import type { Notice } from '../../model/notice.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import { dmName } from '../../model/names.ts';
import { pvUuidsOf } from '../../pool/boot-unit.ts';
import { bootUnitFile, bootUnitSteps, hasUnits } from '../steps/boot-unit.ts';
import { poolThere } from '../steps/thin-pool.ts';
import { plansOf } from '../engines.ts';
import { differences, type PoolInPlace } from './differences.ts';
import { blobsOf, type NewFile } from '../steps/files.ts';
import { monitorStep, profileStep } from '../steps/auto-extension.ts';
import { makePlan } from '../steps/make-plan.ts';
import { refusal } from '../steps/refusal.ts';
import { setupRefused } from './decide.ts';
import { profileName } from '../steps/names.ts';

/**
 * Plans a setup whose pool exists already: nothing if it is as requested; the few steps that are safe
 * to repeat (profile, monitoring, boot unit, starting Docker) if those are missing; otherwise a refusal
 * that says what differs.
 */
export function planExisting(site: PoolInPlace): Plan {
  const different = differences(site);
  return different.length > 0 ? setupRefused([otherValues(site, different)]) : planMissing(site);
}

/** Plans what is missing, since nothing differs from the request. */
export function planMissing(site: PoolInPlace): Plan {
  const unit = missingUnit(site);
  const steps = missingSteps(site, unit);
  return makePlan({ command: 'setup direct-lvm', steps }, blobsOf(unit === null ? [] : [unit]));
}

/** The unit that an older setup did not install; null if one exists, whatever its content. */
function missingUnit({ facts, request, pool }: PoolInPlace): NewFile | null {
  const { bootUnit, lvm } = facts;
  if (!hasUnits(facts) || !lvm.known || !bootUnit.known || bootUnit.value.text !== null)
    return null;
  const { vg } = request;
  const file = bootUnitFile(facts, { vg, lv: pool.name }, pvUuidsOf(lvm.value, vg));
  return file.ok ? file.file : null;
}

function otherValues({ request }: PoolInPlace, different: readonly string[]): Notice {
  const message = `${request.vg}/${request.pool} is already set up with different values`;
  return refusal('DM031', message, different.join('; '), [
    'request the values it has, or change it with dmctl resize',
  ]);
}

/** The steps that are safe to repeat: profile, monitoring, boot unit, starting Docker. */
function missingSteps(
  { facts, request, pool }: PoolInPlace,
  unit: NewFile | null,
): readonly Step[] {
  const { vg } = request;
  const { running } = facts.engine.service;
  return [
    ...(pool.profile === null ? [profileStep(vg, pool.name, profileName(request))] : []),
    ...(pool.monitored === true ? [] : [monitorStep(poolThere(pool))]),
    ...(unit === null ? [] : bootUnitSteps(unit, facts)),
    ...(running.known && running.value ? [] : [plansOf(facts).start(facts, dmName(vg, pool.name))]),
  ];
}
