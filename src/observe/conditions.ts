import { undecided, type Condition, type Finding } from '../model/condition.ts';
import type { Host } from '../model/host.ts';
import { attempt } from './attempt.ts';
import { checkDevice } from './check-device.ts';
import { checkDriver, checkLoopPoolAbsent, checkPoolSize, checkUnits } from './check-docker.ts';
import { checkDataRoot, checkDirectory, checkFile } from './check-files.ts';
import {
  checkLv,
  checkNoLv,
  checkPoolUnheld,
  checkPoolUnused,
  checkPv,
  checkVg,
} from './check-lvm.ts';
import { checkFileSize, checkLoopSize, checkPoolTable } from './check-loop.ts';
import { checkPoolPart, checkPoolSound } from './check-pool.ts';
import { createProbes, type Probes } from './probes.ts';

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
  const probes = createProbes(host, conditions);
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
  'pool-sound': checkPoolSound,
  'pool-size': checkPoolPart,
  'pool-extended': checkPoolPart,
  'lv-profile': checkLv,
  'lv-monitored': checkLv,
  file: checkFile,
  directory: checkDirectory,
  units: checkUnits,
  'units-not-failed': checkUnits,
  'docker-driver': checkDriver,
  'docker-pool-size': checkPoolSize,
  'file-size': checkFileSize,
  'loop-size': checkLoopSize,
  'pool-table': checkPoolTable,
  'loop-pool-absent': checkLoopPoolAbsent,
  'data-root-bare': checkDataRoot,
};

function findingOf(probes: Probes, condition: Condition): Promise<Finding> {
  // The table gives each kind a check that takes it; TypeScript cannot follow that to the call.
  const check = CHECKS[condition.kind] as (p: Probes, c: Condition) => Promise<Finding>;
  return check(probes, condition);
}
