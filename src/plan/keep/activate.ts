import { deactivateVolume } from '../../lvm/logical-volume.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { LogicalVolume, VolumeGroup } from '../../model/facts/lvm-state.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import { bootUnitState, pvUuidsOf } from '../../pool/boot-unit.ts';
import type { NamedPool } from '../../pool/found-pool.ts';
import { bootUnitFile, bootUnitSteps, bootUnitWarnings, hasUnits } from '../steps/boot-unit.ts';
import { activatePool, poolThere } from '../steps/thin-pool.ts';
import { blobsOf, type NewFile } from '../steps/files.ts';
import {
  groupRefusals,
  poolIdentity,
  noThinPool,
  noVolume,
  no,
  type Grown,
} from '../steps/pool-in-use.ts';
import { missingTools, rootRefusals } from '../steps/host-refusals.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { monitorStep } from '../steps/auto-extension.ts';
import { activationRefusals, sightRefusals } from '../steps/lvm-refusals.ts';
import { refusal, unseen } from '../steps/refusal.ts';

/** The input of the plan of `dmctl activate`. */
export interface ActivateSite {
  readonly facts: Facts;
  /** The pool that Docker uses, or will use when it is started. */
  readonly pool: NamedPool;
  /** Also install the unit that activates the pool at every boot. */
  readonly installUnit: boolean;
}

const COMMAND = 'activate';

/** Plans `dmctl activate`. Docker creates a pool on loop files itself, so there is nothing to do then. */
export function planActivate(site: ActivateSite): Plan {
  if (site.pool.mode === 'loop-lvm') return planNothing(COMMAND);
  const volume = volumeToActivate(site);
  if (!volume.ok) return planNothing(COMMAND, volume.refusals);
  const unit = site.installUnit ? missingUnit(site.facts, volume.value) : NO_UNIT;
  if (!unit.ok) return planNothing(COMMAND, unit.refusals);
  const { steps, file, warnings } = unit.value;
  // The unit comes first, so that it activates the pool again after a power cut.
  const all = [...steps, ...activationSteps(volume.value)];
  return makePlan({ command: COMMAND, steps: all, warnings }, blobsOf(file === null ? [] : [file]));
}

/** Returns the pool's volume, or the reasons why it is not activated. */
export function volumeToActivate({ facts, pool }: ActivateSite): Grown<LogicalVolume> {
  const basics = [...rootRefusals(facts), ...missingTools(facts, ['lvm', 'dmsetup'])];
  if (basics.length > 0) return no(...basics);
  const identity = poolIdentity(pool);
  if (identity.length > 0) return no(...identity);
  if (!pool.volume.known) return no(unseen("LVM's state", pool.volume.why));
  const volume = pool.volume.value;
  if (volume === null) return no(noVolume(pool));
  if (volume.segmentType !== 'thin-pool') return no(noThinPool(pool));
  const group = knownOr(pool.group, null);
  if (group === null) return no(noVolume(pool));
  const unfit = [
    ...sightRefusals(facts, group),
    ...(volume.active ? [] : inactiveRefusals(facts, volume, group)),
  ];
  return unfit.length > 0 ? no(...unfit) : { ok: true, value: volume };
}

/** lvchange -ay silently skips a volume with the skip flag, and exits with 0. */
function inactiveRefusals(
  facts: Facts,
  volume: LogicalVolume,
  group: VolumeGroup,
): readonly Notice[] {
  const limits = [...groupRefusals(group), ...activationRefusals(facts, { volume, group })];
  if (!volume.skipActivation) return limits;
  const path = `${volume.vg}/${volume.name}`;
  const why = 'an administrator set it to keep the volume inactive';
  const fix = [`if it is no longer needed: lvchange --setactivationskip n ${path}`];
  return [...limits, refusal('DM172', `${path} has the activation skip flag`, why, fix)];
}

/** The steps until the pool is active and monitored. */
export function activationSteps(volume: LogicalVolume): readonly Step[] {
  return [
    ...(volume.active ? [] : [activateStep(volume)]),
    ...(volume.active && volume.monitored === true ? [] : [monitorStep(poolThere(volume))]),
  ];
}

function activateStep(volume: LogicalVolume): Step {
  const made = poolThere(volume);
  const { vg, lv } = made;
  const up = activatePool(made, 'lvchange-activate');
  return {
    ...up,
    why: 'an engine starts only if its pool is active',
    after: [{ ...made, active: true }],
    undo: [
      {
        ...up,
        id: 'undo-lvchange-activate',
        title: `Deactivate ${vg}/${lv}`,
        why: 'it was not active before',
        before: [
          { ...made, active: true },
          { kind: 'pool-unheld', vg, lv },
        ],
        action: { kind: 'run', command: deactivateVolume(vg, lv) },
        after: up.before,
      },
    ],
  };
}

/** The steps that install the boot unit, or the notices why it cannot be. */
interface UnitPlan {
  readonly steps: readonly Step[];
  readonly file: NewFile | null;
  readonly warnings: readonly Notice[];
}

const NO_UNIT: Grown<UnitPlan> = { ok: true, value: { steps: [], file: null, warnings: [] } };

/** Installs the boot unit unless it is already right. */
export function missingUnit(facts: Facts, { vg, name: lv }: LogicalVolume): Grown<UnitPlan> {
  const pool = { vg, lv };
  if (!hasUnits(facts)) {
    return { ok: true, value: { steps: [], file: null, warnings: bootUnitWarnings(facts, pool) } };
  }
  if (bootUnitState(facts, pool) === 'in-place') return NO_UNIT;
  if (!facts.lvm.known) return no(unseen("LVM's state", facts.lvm.why));
  const unit = bootUnitFile(facts, pool, pvUuidsOf(facts.lvm.value, vg));
  if (!unit.ok) return no(unit.notice);
  return {
    ok: true,
    value: { steps: bootUnitSteps(unit.file, facts), file: unit.file, warnings: [] },
  };
}
