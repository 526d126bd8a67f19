import type { UnitState } from '../model/facts/docker-state.ts';
import type { LvmSettings } from '../model/facts/lvm-state.ts';
import { knownOr } from '../model/known.ts';
import { bootUnitState, type BootUnitState } from '../pool/boot-unit.ts';
import { poolPath } from '../pool/found-pool.ts';
import {
  activationLimit,
  listLimit,
  sightLimit,
  type Limit,
  type Limited,
  type PoolVolumes,
} from '../pool/lvm-limits.ts';
import { failed, ok, unsure, warning, type ExaminedPool, type Verdict } from './examination.ts';

/** The fix where LVM does not activate the pool by itself. */
export const INSTALL_UNIT = 'dmctl activate --install-unit';

/** Judges whether anything activates the pool at the next boot: what closes both ways, or LVM's own. */
export function judgeWayUp(seen: ExaminedPool): Verdict {
  const volumes = volumesOf(seen);
  const { lvmSettings } = seen.facts;
  if (!lvmSettings.known) return unsure(lvmSettings.why);
  if (volumes === null) return unsure('LVM does not report the pool');
  const settings = lvmSettings.value;
  const both = [
    sightLimit(seen.facts, volumes.group),
    activationLimit(seen.facts, volumes),
    listLimit(settings, 'volumeList', volumes),
  ];
  const blind = both.find(({ known }) => !known);
  if (blind?.known === false) return unsure(blind.why);
  const closed: Closed[] = both.flatMap((limit) => knownOr(limit, null) ?? []);
  if (volumes.volume.skipActivation) {
    closed.push({ found: 'the activation skip flag is set', fix: [noSkip(seen)] });
  }
  if (closed.length > 0) return nothingActivates(closed);
  if (isUnitInPlace(seen)) return ok(seen.facts.engine.service.bootUnit);
  return events(seen, volumes, settings);
}

type Closed = Pick<Limit, 'found' | 'fix'>;

const nothingActivates = (closed: readonly Closed[]): Verdict =>
  failed(
    `nothing activates the pool at boot: ${closed.map(({ found }) => found).join('; ')}`,
    ...closed.flatMap(({ fix }) => fix),
  );

/** LVM activates what appears, if its settings and the properties of group and volume let it (lvm.conf(5)). */
function events(
  seen: ExaminedPool,
  { volume, group }: PoolVolumes,
  settings: LvmSettings,
): Verdict {
  const listed = listLimit(settings, 'autoActivationVolumeList', { volume, group });
  if (!listed.known) return unsure(listed.why);
  const off: Closed[] = listed.value === null ? [] : [listed.value];
  const [vg, pool] = [group.name, poolPath(seen.pool)];
  if (group.autoActivation === false) off.push(notAutomatic(`volume group ${vg}`, 'vgchange', vg));
  if (volume.autoActivation === false) off.push(notAutomatic(pool, 'lvchange', pool));
  if (off.length > 0)
    return nothingActivates([{ found: noUnit(seen), fix: [INSTALL_UNIT] }, ...off]);
  const { setting, on } = settings.eventActivation;
  return on
    ? ok("LVM's automatic activation")
    : warning(`${setting} = 0: only another service activates the pool`, INSTALL_UNIT);
}

const notAutomatic = (what: string, program: string, name: string): Closed => ({
  found: `autoactivation is disabled for ${what}`,
  fix: [`or ${program} --setautoactivation y ${name}`],
});

const noUnit = (seen: ExaminedPool): string => {
  const state = unitState(seen);
  const { bootUnit } = seen.facts.engine.service;
  const how = {
    absent: 'not installed',
    disabled: 'not enabled',
    other: 'not up to date',
  } as const;
  if (state === 'in-place') return `${bootUnit} failed at its last start`;
  return state === 'unknown' ? 'the boot unit is unknown' : `${bootUnit} is ${how[state]}`;
};

/** The command that lets LVM activate the pool again. */
export const noSkip = ({ pool }: Pick<ExaminedPool, 'pool'>): string =>
  `lvchange --setactivationskip n ${poolPath(pool)}`;

/** Judges by a limit: failed where there is one. @param otherwise the finding where there is none */
export function judged(limit: Limited, otherwise: string): Verdict {
  if (!limit.known) return unsure(limit.why);
  return limit.value === null ? ok(otherwise) : failed(limit.value.found, ...limit.value.fix);
}

/** The pool as LVM reports it; null: it does not. */
export function volumesOf({ pool }: ExaminedPool): PoolVolumes | null {
  const [volume, group] = [knownOr(pool.volume, null), knownOr(pool.group, null)];
  return volume === null || group === null ? null : { volume, group };
}

/** The state of the boot unit of this pool. */
export function unitState({ facts, pool }: ExaminedPool): BootUnitState {
  const volume = knownOr(pool.volume, null);
  return volume === null ? 'unknown' : bootUnitState(facts, { vg: volume.vg, lv: volume.name });
}

/** True if the unit will activate the pool at the next boot. */
export const isUnitInPlace = (seen: ExaminedPool): boolean =>
  seen.facts.engine.service.manager === 'systemd' &&
  unitState(seen) === 'in-place' &&
  loadedUnit(seen)?.active !== 'failed';

/** The boot unit as systemd has it loaded; undefined: it was not asked, or has none. */
export function loadedUnit({ facts }: ExaminedPool): UnitState | undefined {
  const { units, bootUnit } = facts.engine.service;
  return knownOr(units, []).find(({ name }) => name === bootUnit);
}
