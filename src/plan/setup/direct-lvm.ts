import { profilePath, profileText } from '../../profiles/profile.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Request, SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { extents } from '../../model/units.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { UsableDevice } from '../../model/facts/device.ts';
import type { AutoextendSettings } from '../../model/facts/lvm-state.ts';
import type { Notice } from '../../model/notice.ts';
import type { Plan, PoolLayout, Step } from '../../model/plan/plan.ts';
import { bootUnitFile, bootUnitSteps, bootUnitWarnings, hasUnits } from '../steps/boot-unit.ts';
import { pvUuidsOf } from '../../pool/boot-unit.ts';
import { isInGroup } from './in-group.ts';
import { madePool } from '../steps/thin-pool.ts';
import { plansOf } from '../engines.ts';
import { blobsOf, contentOf, type FilePlan } from '../steps/files.ts';
import { layoutWarnings } from './layout-notices.ts';
import { lvmSteps } from '../steps/volumes.ts';
import { monitorStep, profileFileSteps, profileStep } from '../steps/auto-extension.ts';
import { uuidOf } from '../steps/physical-volume.ts';
import { seenWithPool } from '../steps/pool-volumes.ts';
import { makePlan } from '../steps/make-plan.ts';
import { profileName } from '../steps/names.ts';
import { refusal, unseen } from '../steps/refusal.ts';
import { planExisting } from './add-missing.ts';
import { planOnDisks, setupRefused } from './decide.ts';

/** The input of a plan besides the host. */
export interface Circumstances {
  /** Random, 32 hex digits: makes the PVs' UUIDs unique to this run. */
  readonly nonce: string;
  /** Request of the finished run that created this pool; null if none is on record. */
  readonly earlier: Request | null;
}

/**
 * Plans `dmctl setup direct-lvm` without --managed: the documented procedure, in the order that keeps
 * Docker running longest.
 */
export function planSetupDirectLvm(
  facts: Facts,
  request: SetupDirectLvmRequest,
  { nonce, earlier }: Circumstances,
): Plan {
  return planOnDisks(facts, request, {
    earlier,
    refusals: () => [],
    existing: planExisting,
    fresh: (layout) => freshPlan(facts, request, { layout, nonce }),
  });
}

const usable = (facts: Facts): readonly UsableDevice[] =>
  facts.devices.filter((device) => device.usable);

interface FreshSite {
  readonly layout: PoolLayout;
  readonly nonce: string;
}

function freshPlan(facts: Facts, request: SetupDirectLvmRequest, site: FreshSite): Plan {
  const profile = profileFile(facts, request);
  if (!profile.ok) return setupRefused([profile.notice]);
  const engine = plansOf(facts).handOver(facts, request, [contentOf(profile.file)]);
  if (!engine.ok) return setupRefused(engine.refusals);
  const unit = unitFile(facts, request, site.nonce);
  if (!unit.ok) return setupRefused([unit.notice]);
  const { vg, pool } = request;
  const volumes = {
    ...{ request, devices: usable(facts), layout: site.layout, nonce: site.nonce },
    group: isInGroup(request) ? groupThere(facts, vg) : null,
  };
  const attach = profileStep(vg, pool, profileName(request));
  const steps: readonly Step[] = [
    ...profileFileSteps(profile.file, policyOf(request)),
    ...lvmSteps(volumes, hasUnits(facts) ? bootUnitSteps(unit.file, facts) : []),
    { ...attach, ...seenWithPool(...attach.after) },
    monitorStep(madePool(volumes)),
    ...engine.value.steps,
  ];
  const warnings = [
    ...layoutWarnings(site.layout, request),
    ...bootUnitWarnings(facts, { vg, lv: pool }),
  ];
  const parts = { command: 'setup direct-lvm', steps, warnings, layout: site.layout };
  return makePlan(parts, blobsOf([profile.file, unit.file, ...engine.value.files]));
}

/** The group whose free space the pool gets: nothing of it changes but its volumes. */
function groupThere({ lvm }: Facts, vg: string): Condition | null {
  if (!lvm.known) return null;
  const pvUuids = lvm.value.pvs.filter((pv) => pv.vg === vg).map(({ uuid }) => uuid);
  return { kind: 'vg-present', vg, tag: null, pvUuids, minExtents: extents(0) };
}

function unitFile(facts: Facts, { vg, pool }: SetupDirectLvmRequest, nonce: string): FilePlan {
  const news = usable(facts).map(({ identity }) => uuidOf(nonce, identity));
  const uuids = facts.lvm.known && news.length === 0 ? pvUuidsOf(facts.lvm.value, vg) : news;
  return bootUnitFile(facts, { vg, lv: pool }, uuids);
}

const policyOf = (request: SetupDirectLvmRequest): AutoextendSettings => ({
  threshold: request.autoextendThreshold,
  percent: request.autoextendPercent,
});

function profileFile(facts: Facts, request: SetupDirectLvmRequest): FilePlan {
  if (!facts.lvmSettings.known) {
    return { ok: false, notice: unseen("LVM's settings", facts.lvmSettings.why) };
  }
  if (!facts.profile.known) return { ok: false, notice: unseen('the profile', facts.profile.why) };
  const text = profileText(policyOf(request));
  const path = profilePath(facts.lvmSettings.value.profileDir, profileName(request));
  const found = facts.profile.value;
  if (found.text === null || found.sha256 === null)
    return { ok: true, file: { path, text, old: null } };
  if (found.text !== text) return { ok: false, notice: foreignProfile(path, text) };
  return { ok: true, file: { path, text, old: { text: found.text, sha256: found.sha256 } } };
}

function foreignProfile(path: string, text: string): Notice {
  const why = `setup would write ${JSON.stringify(text)}`;
  return refusal('DM034', `${path} already exists with different content`, why, [
    'remove or rename the file if no volume uses it, or choose another --pool name',
  ]);
}
