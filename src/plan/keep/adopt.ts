import type { EngineName } from '../../model/engine.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Facts, ProfileFile } from '../../model/facts/facts.ts';
import { known, knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import type {
  AutoextendSettings,
  LogicalVolume,
  LvmSettings,
} from '../../model/facts/lvm-state.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import type { Request } from '../../model/plan/journal.ts';
import { profileText } from '../../profiles/profile.ts';
import { extendsItself } from '../../profiles/extension.ts';
import { activationSteps, missingUnit, volumeToActivate } from './activate.ts';
import type { NamedPool } from '../../pool/found-pool.ts';
import { blobsOf, type NewFile } from '../steps/files.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { makePlan, planNothing } from '../steps/make-plan.ts';
import { adoptProfileStep, profileFileSteps } from '../steps/auto-extension.ts';
import { profileName } from '../steps/names.ts';
import { outlook } from '../steps/outlook.ts';
import { willTakeFromOthers } from '../steps/shared-group.ts';
import { changeRefusals } from '../steps/lvm-refusals.ts';
import { unseen } from '../steps/refusal.ts';

/** The request of `dmctl adopt`; null keeps the current value, or uses the documented one. */
export interface AdoptRequest {
  /** Whose pool; null: there is one alone. */
  readonly engine: EngineName | null;
  readonly threshold: number | null;
  readonly percent: number | null;
}

/** The request as the journal keeps it. */
export const journaledAdopt = ({ engine, threshold, percent }: AdoptRequest): Request => ({
  command: 'adopt',
  devices: [],
  options: {
    autoextendThreshold: threshold ?? '',
    autoextendPercent: percent ?? '',
    ...(engine !== null && { engine }),
  },
});

/** The input of the plan. */
export interface AdoptSite {
  readonly facts: Facts;
  readonly pool: NamedPool;
  readonly request: AdoptRequest;
  /** The profile that the pool will have. */
  readonly policy: Pick<Facts, 'profile' | 'profileSettings'>;
}

const COMMAND = 'adopt';

/** The documented values. */
const DOCUMENTED: AutoextendSettings = { threshold: 80, percent: 20 };

/**
 * The name of the profile that the pool will have: the attached one, unless other volumes use it too,
 * else the documented one.
 */
export function profileToHave({ lvm }: Facts, { vg, name, profile }: LogicalVolume): string {
  const others = knownOr(lvm, null)?.lvs.filter((lv) => lv.vg !== vg || lv.name !== name) ?? [];
  const isShared = others.some((lv) => lv.profile === profile);
  return profile === null || isShared ? profileName({ vg, pool: name }) : profile;
}

/**
 * Plans `dmctl adopt`: adds profile, monitoring and boot unit to a pool dmctl did not create, as far as it
 * lacks them. Its contents are not touched.
 */
export function planAdopt(site: AdoptSite): Plan {
  const { facts, pool } = site;
  // A pool on loop files has no LVM volume, profile or monitoring.
  if (pool.mode === 'loop-lvm') return planNothing(COMMAND);
  const volume = volumeToActivate({ facts, pool, installUnit: true });
  if (!volume.ok) return planNothing(COMMAND, volume.refusals);
  const group = knownOr(pool.group, null);
  const fixed = group === null ? [] : changeRefusals(facts, group);
  if (fixed.length > 0) return planNothing(COMMAND, fixed);
  const policy = policySteps(site, volume.value);
  if (!policy.ok) return planNothing(COMMAND, policy.refusals);
  const unit = missingUnit(facts, volume.value);
  if (!unit.ok) return planNothing(COMMAND, unit.refusals);
  const steps = [...policy.value.steps, ...unit.value.steps, ...activationSteps(volume.value)];
  const files = [policy.value.file, unit.value.file].filter((file) => file !== null);
  const warnings = [...unit.value.warnings, ...spaceNotices(site, volume.value, policy.value)];
  return makePlan({ command: COMMAND, steps, warnings }, blobsOf(files));
}

/** Tells where the policy lacks space in the group, or takes it from others. */
function spaceNotices(
  { facts, pool, policy }: AdoptSite,
  volume: LogicalVolume,
  { steps, wanted }: PolicyPlan,
): readonly Notice[] {
  const settings = wanted ?? knownOr(facts.lvmSettings, null)?.autoextend ?? null;
  const [lvm, group] = [knownOr(facts.lvm, null), knownOr(pool.group, null)];
  if (lvm === null || group === null || settings === null || !extendsItself(settings)) return [];
  const profile = wanted === null ? volume.profile : profileToHave(facts, volume);
  const lvs = lvm.lvs.map((lv) => (lv.uuid === volume.uuid ? { ...lv, profile } : lv));
  const after = {
    ...facts,
    ...policy,
    lvm: known({ ...lvm, lvs }),
    profileSettings: known(wanted),
  };
  const short = outlook(after)?.notices ?? [];
  return [...(steps.length === 0 ? [] : willTakeFromOthers(lvm, group, volume)), ...short];
}

interface PolicyPlan {
  readonly steps: readonly Step[];
  readonly file: NewFile | null;
  /** The settings of the profile; null: the pool goes by lvm.conf. */
  readonly wanted: AutoextendSettings | null;
}

const AS_IT_IS: Grown<PolicyPlan> = { ok: true, value: { steps: [], file: null, wanted: null } };

function policySteps(site: AdoptSite, volume: LogicalVolume): Grown<PolicyPlan> {
  const { facts, policy } = site;
  if (!facts.lvmSettings.known) return no(unseen("LVM's settings", facts.lvmSettings.why));
  if (!policy.profile.known) return no(unseen('the profile', policy.profile.why));
  if (!policy.profileSettings.known) return no(unseen('the profile', policy.profileSettings.why));
  if (isServedByLvmConf(site, volume, facts.lvmSettings.value)) return AS_IT_IS;
  const found = policy.profileSettings.value;
  const wanted = wantedSettings(site.request, found ?? DOCUMENTED);
  const file = isDeepStrictEqual(found, wanted) ? null : fileOf(policy.profile.value, wanted);
  const write = file === null ? [] : profileFileSteps(file, wanted);
  const name = profileToHave(facts, volume);
  const attach = volume.profile === name ? [] : [adoptProfileStep(volume, name)];
  return { ok: true, value: { steps: [...write, ...attach], file, wanted } };
}

/** True if lvm.conf has values for every pool, and the request has none. */
function isServedByLvmConf(
  { request }: AdoptSite,
  { profile }: LogicalVolume,
  { autoextend }: LvmSettings,
): boolean {
  const isAsked = request.threshold !== null || request.percent !== null;
  return profile === null && !isAsked && extendsItself(autoextend);
}

const wantedSettings = (
  { threshold, percent }: AdoptRequest,
  found: AutoextendSettings,
): AutoextendSettings => ({
  threshold: threshold ?? found.threshold,
  percent: percent ?? found.percent,
});

function fileOf({ path, text, sha256 }: ProfileFile, wanted: AutoextendSettings): NewFile {
  const old = text === null || sha256 === null ? null : { text, sha256 };
  return { path, text: profileText(wanted), old };
}
