import { undecided, type Condition, type Finding } from '../../model/plan/condition.ts';
import type { Host } from '../../model/host.ts';
import { attempt } from '../attempt.ts';
import { checkDevice } from './device.ts';
import { DAEMONS, ENGINE_CONDITIONS } from '../engines.ts';
import { checkDirectory, checkFile, checkLink } from './files.ts';
import {
  checkLv,
  checkMonitored,
  checkNoLv,
  checkPoolUnheld,
  checkPoolUnused,
  checkPv,
  checkVg,
} from './lvm.ts';
import { checkFileSize, checkLoopSize, checkPoolTable } from './loop.ts';
import { checkPoolHolders } from './pool-holders.ts';
import { checkPoolPart, checkPoolSound } from './pool.ts';
import { createProbes, type Probes } from './probes.ts';
import { checkUnits } from './units.ts';

export interface CheckedCondition {
  readonly condition: Condition;
  readonly finding: Finding;
}

/**
 * Looks at the host: one finding for each condition, in their order. Each tool is asked at most
 * once for all of them, and only when one of them needs it; files alone need no process. What
 * cannot be found out is unknown, with the reason.
 */
export async function checkConditions(
  host: Host,
  conditions: readonly Condition[],
): Promise<readonly CheckedCondition[]> {
  const probes = createProbes(host, conditions, DAEMONS);
  const check = async (condition: Condition): Promise<CheckedCondition> => {
    const found = await attempt(() => findingOf(probes, condition));
    return { condition, finding: found.known ? found.value : undecided(found.why) };
  };
  return Promise.all(conditions.map(check));
}

type Kind = Condition['kind'];
type Of<K extends Kind> = Extract<Condition, { kind: K }>;

const CHECKS: { readonly [K in Kind]: (probes: Probes, condition: Of<K>) => Promise<Finding> } = {
  'device-blank': checkDevice,
  'device-as-seen': checkDevice,
  'device-unsigned': checkDevice,
  'device-leftover': checkDevice,
  'device-end-blank': checkDevice,
  'pv-absent': checkPv,
  'pv-present': checkPv,
  'pv-half-used': checkPv,
  'pv-unused': checkPv,
  'vg-absent': checkVg,
  'vg-present': checkVg,
  'vg-empty': checkVg,
  'lv-absent': checkNoLv,
  'thin-pool-absent': checkNoLv,
  'pool-not-inactive': checkNoLv,
  'lv-linear': checkLv,
  'thin-pool': checkLv,
  'pool-unused': checkPoolUnused,
  'pool-unheld': checkPoolUnheld,
  'pool-holders': checkPoolHolders,
  'pool-sound': checkPoolSound,
  'pool-size': checkPoolPart,
  'pool-extended': checkPoolPart,
  'lv-profile': checkLv,
  'lv-monitored': checkMonitored,
  file: checkFile,
  directory: checkDirectory,
  link: checkLink,
  units: checkUnits,
  'units-not-failed': checkUnits,
  'file-size': checkFileSize,
  'loop-size': checkLoopSize,
  'pool-table': checkPoolTable,
  ...ENGINE_CONDITIONS,
};

/** Whether there is a look for it: a journal may hold a condition of a newer dmctl. */
export const isKnownCondition = ({ kind }: Condition): boolean => kind in CHECKS;

function findingOf(probes: Probes, condition: Condition): Promise<Finding> {
  // The table gives each kind a check that takes it; TypeScript cannot follow that to the call.
  const check = CHECKS[condition.kind] as (p: Probes, c: Condition) => Promise<Finding>;
  return check(probes, condition);
}
