import type { DeviceFacts, UsableDevice } from '../../model/facts/device.ts';
import type { Notice } from '../../model/notice.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Plan, Step } from '../../model/plan/plan.ts';
import { bytes, extents, formatBytes, type Bytes, type Extents } from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import { bootUnitState, pvUuidsOf } from '../../pool/boot-unit.ts';
import { bootUnitFile, rewriteUnitSteps } from '../steps/boot-unit.ts';
import { blobsOf, type NewFile } from '../steps/files.ts';
import { uuidOf } from '../steps/physical-volume.ts';
import { diskRefusals } from '../steps/disk-refusals.ts';
import { joiningRefusals, lockRefusals } from '../steps/lvm-refusals.ts';
import { growingPool, no, type Grown, type GrowingPool } from '../steps/pool-in-use.ts';
import { growStep, joinSteps, policyStep } from './steps.ts';
import { diskGrowth, hintingAt, pvresizeSteps, withGrownDisks } from './grown-disks.ts';
import type { GrownDisk } from '../../pool/disk-sizes.ts';
import { DEFAULT_PLACING, extentsOn } from '../../lvm/placing.ts';
import { makePlan } from '../steps/make-plan.ts';
import { outlook } from '../steps/outlook.ts';
import { takenFromOthers } from '../steps/shared-group.ts';
import { refusal } from '../steps/refusal.ts';
import { factsAfter, policyTargets } from './next-extension.ts';
import { refusedResize, type ResizeSite } from './refusals.ts';
import { partGrowth, poolGrowth, shownByEngine } from './growth.ts';
import { shareRoom, type Sharing } from './space.ts';

/** The input of the plan for a pool on disks. */
interface DirectLvmSite extends ResizeSite {
  /** Random, 32 hex digits: makes the UUIDs of new physical volumes unique to this run. */
  readonly nonce: string;
}

/**
 * Plans `dmctl resize` on any direct-lvm pool: disks join the volume group, those that have grown are
 * used in full, the metadata is extended, then the data, then an automatic extension that is due is made.
 */
export function planResizeDirectLvm(site: DirectLvmSite): Plan {
  const seen = growingPool(site.facts, site.pool);
  if (!seen.ok) return refusedResize(seen.refusals);
  const grown = diskGrowth(site, seen.value);
  if (!grown.ok) return refusedResize(grown.refusals);
  const [used, unused] = site.request.pvresize ? [grown.value, []] : [[], grown.value];
  const pool = withGrownDisks(seen.value, used);
  const disks = joiningDisks(site, pool);
  if (!disks.ok) return refusedResize(disks.refusals);
  const { extentSize } = pool.group;
  const brought = disks.value.map((disk) => extentsOfDisk(disk, extentSize));
  const sharing = shareRoom(pool, site.request, brought, used.length > 0);
  if (!sharing.ok) return refusedResize(hintingAt(sharing.refusals, unused));
  const joining = extents(brought.reduce((sum, count) => sum + count, 0));
  const growth = { seen: seen.value, grown: used, disks: disks.value, joining };
  return growthPlan(site, pool, { ...growth, sharing: sharing.value });
}

const extentsOfDisk = ({ identity, optimalIoBytes }: UsableDevice, extentSize: Bytes): Extents =>
  extentsOn(identity.size, optimalIoBytes, { ...DEFAULT_PLACING, extentSize });

/** The disks that are not yet in the pool's volume group, if all may join. */
function joiningDisks(
  site: DirectLvmSite,
  { group, lvm }: GrowingPool,
): Grown<readonly UsableDevice[]> {
  const isMember = (device: DeviceFacts): boolean =>
    device.usable && device.pv.known && device.pv.value?.vg === group.name;
  const { devices } = site.facts;
  const refusals = diskRefusals(devices, lvm.vgs, site.request, isMember);
  const disks = devices.filter((device) => device.usable).filter((device) => !isMember(device));
  const small = disks.filter((disk) => extentsOfDisk(disk, group.extentSize) < 1);
  const locks =
    disks.length > 0 ? [...lockRefusals(site.facts), ...joiningRefusals(site.facts)] : [];
  const all = [
    ...locks,
    ...refusals,
    ...small.map((disk) => tooSmall(disk.path, group.extentSize)),
  ];
  return all.length > 0 ? no(...all) : { ok: true, value: disks };
}

const tooSmall = (path: string, extentSize: number): Notice =>
  refusal(
    'DM023',
    `${path} is too small`,
    `it has no room for one extent of ${formatBytes(bytes(extentSize))}`,
    ['list the disks of this host with lsblk -d'],
  );

interface Growth {
  /** The pool as it is until its grown disks are used in full. */
  readonly seen: GrowingPool;
  /** Disks of the group that are used in full from now on. */
  readonly grown: readonly GrownDisk[];
  readonly disks: readonly UsableDevice[];
  readonly joining: Extents;
  readonly sharing: Sharing;
}

function growthPlan(site: DirectLvmSite, pool: GrowingPool, growth: Growth): Plan {
  const { request, facts, nonce } = site;
  const { grown: larger, disks, joining, sharing } = growth;
  const after = factsAfter(facts, pool, sharing);
  const unit = unitOfMore(
    facts,
    pool,
    disks.map(({ identity }) => uuidOf(nonce, identity)),
  );
  const steps: readonly Step[] = [
    ...joinSteps(growth.seen, { nonce, consent: request }, disks, joining),
    ...(unit === null ? [] : rewriteUnitSteps(unit, facts)),
    ...pvresizeSteps(pool, larger),
    ...partStep(site, pool, sharing, 'metadata'),
    ...partStep(site, pool, sharing, 'data'),
    ...duePolicy(after, pool),
  ];
  const taken = takenFromOthers(pool, sharing.free, request.keepStep);
  const parts = { command: 'resize', warnings: [...taken, ...(outlook(after)?.notices ?? [])] };
  const grown = poolGrowth(facts, pool, {
    data: partGrowth(pool, 'data', sharing.data, request.size),
    metadata: partGrowth(pool, 'metadata', sharing.metadata, request.metadataSize),
  });
  return makePlan(
    { ...parts, steps: shownByEngine(steps, pool, grown), growth: grown },
    blobsOf(unit === null ? [] : [unit]),
  );
}

/** The boot unit with the new disks; null if none joins, or the unit is not as dmctl writes it. */
function unitOfMore(
  facts: Facts,
  { lvm, volume }: GrowingPool,
  uuids: readonly string[],
): NewFile | null {
  const pool = { vg: volume.vg, lv: volume.name };
  const isOurs = ['in-place', 'disabled'].includes(bootUnitState(facts, pool));
  if (uuids.length === 0 || !isOurs) return null;
  const file = bootUnitFile(facts, pool, [...pvUuidsOf(lvm, pool.vg), ...uuids]);
  return file.ok ? file.file : null;
}

function partStep(
  { request }: DirectLvmSite,
  pool: GrowingPool,
  sharing: Sharing,
  part: Part,
): readonly Step[] {
  const to = sharing[part];
  if (to <= pool[part]) return [];
  const asked = part === 'data' ? request.size : request.metadataSize;
  const rounded = partGrowth(pool, part, to, asked).asked;
  const extent = formatBytes(pool.group.extentSize);
  const kept = request.keepStep ? ', with room for one automatic extension kept free' : '';
  const origin =
    asked === null ? `all free space of volume group ${pool.group.name}${kept}` : 'as requested';
  const rounding = rounded === null ? '' : `, rounded up to whole extents of ${extent}`;
  return [growStep(pool, { part, to, why: `${origin}${rounding}` })];
}

function duePolicy(after: Facts, pool: GrowingPool): readonly Step[] {
  const targets = policyTargets(after);
  return targets.length === 0 ? [] : [policyStep(pool, targets)];
}
