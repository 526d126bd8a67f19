import type { Host } from '../../model/host.ts';
import {
  type Condition,
  type ConditionOf,
  type Finding,
  fails,
  holds,
  undecided,
} from '../../model/plan/condition.ts';
import { sha256Of } from '../../model/sha256.ts';
import { attempt } from '../attempt.ts';
import { DAEMONS, ENGINE_CONDITIONS, answersAs } from '../engines.ts';
import { checkDevice } from './device.ts';
import { checkExamined } from './metadata.ts';
import { checkFileSize, checkLoopSize, checkPoolTable } from './loop.ts';
import {
  checkLv,
  checkLvState,
  checkMonitored,
  checkNoLv,
  checkPoolUnheld,
  checkPoolUnused,
  checkPv,
  checkPvSize,
  checkVg,
} from './lvm.ts';
import { checkPoolHolders, checkPoolPart, checkPoolSound } from './pool.ts';
import { checkNotOnRecord } from './thin-record.ts';
import { type Probes, createProbes } from './probes.ts';
import type { UnitState } from '../../model/facts/docker-state.ts';

/** systemd(1), UNITS: the states in which nothing of a unit runs. */
const DOWN = new Set(['inactive', 'failed']);

/**
 * Every one is `active`, or every one is down; what lies between is neither. An engine whose
 * daemon answers shows without systemctl that its service is active.
 */
async function checkUnits(
  probes: Probes,
  condition: ConditionOf<'units' | 'units-not-failed' | 'units-current'>,
): Promise<Finding> {
  const { kind, names } = condition;
  const isUpAlone = kind === 'units' && condition.active && names.length === 1;
  if (isUpAlone && (await answersAs(probes, names.join()))) return holds;
  const states = await probes.units();
  for (const name of names) {
    const unit = states.find((state) => state.name === name);
    if (!unit) return undecided(`the state of ${name} is unknown`);
    const wrong = faultOf(unit, condition);
    if (wrong !== null) return fails(`${name} ${wrong}`);
  }
  return holds;
}

function faultOf(
  { active, stale }: UnitState,
  condition: ConditionOf<'units' | 'units-not-failed' | 'units-current'>,
): string | null {
  if (condition.kind === 'units-current')
    return stale ? 'is loaded by systemd with an older text' : null;
  const { kind } = condition;
  const isUp = active === 'active';
  const fits =
    kind === 'units-not-failed' ? active !== 'failed' : condition.active ? isUp : DOWN.has(active);
  return fits ? null : `is ${active}`;
}

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
const CHECKS: {
  readonly [K in Kind]: (probes: Probes, condition: ConditionOf<K>) => Promise<Finding>;
} = {
  'device-blank': checkDevice,
  'device-as-seen': checkDevice,
  'device-unsigned': checkDevice,
  'device-leftover': checkDevice,
  'device-end-blank': checkDevice,
  'pv-absent': checkPv,
  'pv-present': checkPv,
  'pv-half-used': checkPv,
  'pv-unused': checkPv,
  'pv-size': checkPvSize,
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
  'lv-size': checkLvState,
  'lv-inactive': checkLvState,
  'metadata-examined': checkExamined,
  file: checkFile,
  directory: checkDirectory,
  link: checkLink,
  units: checkUnits,
  'units-not-failed': checkUnits,
  'units-current': checkUnits,
  'file-size': checkFileSize,
  'loop-size': checkLoopSize,
  'pool-table': checkPoolTable,
  'thin-not-on-record': checkNotOnRecord,
  ...ENGINE_CONDITIONS,
};

/** Whether there is a look for it: a journal may hold a condition of a newer dmctl. */
export const isKnownCondition = ({ kind }: Condition): boolean => kind in CHECKS;

function findingOf(probes: Probes, condition: Condition): Promise<Finding> {
  // The table gives each kind a check that takes it; TypeScript cannot follow that to the call.
  const check = CHECKS[condition.kind] as (p: Probes, c: Condition) => Promise<Finding>;
  return check(probes, condition);
}

/** The content of a file, through links. */
async function checkFile(
  { host }: Probes,
  { path, sha256: wanted }: ConditionOf<'file'>,
): Promise<Finding> {
  const text = await host.readBytes(path);
  if (text === null) {
    if ((await host.lstat(path)) !== null) return undecided('a dangling symbolic link');
    return wanted === null ? holds : fails('it does not exist');
  }
  if (wanted === null) return fails('it exists');
  return sha256Of(text) === wanted ? holds : fails('its content is different');
}

/** A directory by itself; a link to one is another thing, since it would be the link that is renamed. */
async function checkDirectory(
  { host }: Probes,
  { path, is }: ConditionOf<'directory'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return is === 'absent' ? holds : fails('it does not exist');
  if (is === 'absent') return fails(`it exists as a ${found.kind}`);
  if (found.kind !== 'directory') return fails(`it is a ${found.kind}`);
  if (is === 'present') return holds;
  if (is !== 'empty') {
    return found.inode === is.inode ? holds : fails('it is a different directory');
  }
  const names = (await host.list(path)) ?? [];
  return names.length === 0 ? holds : fails(`it holds ${names.slice(0, 5).join(', ')}`);
}

/** A symbolic link by itself, and where it leads in the end. */
async function checkLink(
  { host }: Probes,
  { path, target }: ConditionOf<'link'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return target === null ? holds : fails('it does not exist');
  if (target === null) return fails(`it exists as a ${found.kind}`);
  if (found.kind !== 'symlink') return fails(`it is a ${found.kind}`);
  const leadsTo = await host.realPath(path);
  return leadsTo === target ? holds : fails(`it leads to ${leadsTo ?? 'a missing target'}`);
}
