import { MANAGED } from '../../../docker/managed.ts';
import { withoutLabels } from '../../../lvm/disk-proof.ts';
import {
  fails,
  holds,
  undecided,
  type Condition,
  type Finding,
} from '../../../model/plan/condition.ts';
import type { LvmState, PhysicalVolume } from '../../../model/facts/lvm-state.ts';
import type { Host } from '../../../model/host.ts';
import { otherDisk } from '../../conditions/device.ts';
import { pvOn } from '../../devices.ts';
import { proofFault } from '../../disk-proof.ts';
import type { Probes } from '../../conditions/probes.ts';

type Made = Extract<Condition, { kind: 'docker-made' }>;

/**
 * How far Docker's own setup of a disk got. It gives no tags and no UUIDs of ours, so what there is has
 * to be what it makes in every point that LVM reports.
 */
export async function checkDockerMade(probes: Probes, condition: Made): Promise<Finding> {
  const { device, is } = condition;
  const other = await otherDisk(probes, device);
  if (other !== null) return fails(other);
  const lvm = await probes.lvm();
  const pv = await pvOn(probes.host, lvm, device.majorMinor);
  if (pv === null) return is === 'unclaimed' ? holds : fails('no physical volume');
  if (pv.duplicate || pv.missing) return fails('the physical volume is duplicate or missing');
  if (is === 'group') return groupFinding(probes, lvm, pv, condition.since);
  return aloneFinding(probes.host, pv, condition);
}

async function aloneFinding(host: Host, pv: PhysicalVolume, condition: Made): Promise<Finding> {
  const { is } = condition;
  if (pv.vg !== null) return fails(`it is in ${pv.vg}`);
  if (is === 'half-used' && !pv.inUse) return fails('it is not in the half-created state');
  if (is !== 'half-used' && pv.inUse) return fails('it says that it is used');
  const strange = is === 'unclaimed' ? null : await strangeOn(host, condition);
  return strange === null ? holds : fails(strange);
}

/** What a disk that was blank holds besides Docker's physical volume; null: nothing. */
async function strangeOn(host: Host, { device, wasBlank, since }: Made): Promise<string | null> {
  if (!wasBlank) return null;
  const proof = { kind: 'dockers-leftover', vg: MANAGED.vg, since } as const;
  return proofFault(host, device.path, proof, withoutLabels);
}

async function groupFinding(
  probes: Probes,
  lvm: LvmState,
  pv: PhysicalVolume,
  since: number,
): Promise<Finding> {
  const fault = groupFault(lvm, pv);
  if (fault !== null) return fails(fault);
  const visible = lvm.lvs.filter(({ vg, hidden }) => vg === MANAGED.vg && !hidden);
  const stranger = visible.find(({ name }) => !NAMES.has(name));
  if (stranger !== undefined) return fails(`${stranger.name} does not belong to Docker`);
  const tagged = visible.find(({ tags }) => tags.length > 0);
  if (tagged !== undefined) return fails(`${tagged.name} has a tag, which Docker does not set`);
  return visible.length === 0 ? holds : ageFinding(probes, visible, since);
}

/** The two volumes or the pool, and the spare that an lvconvert which was cut off leaves. */
const NAMES: ReadonlySet<string> = new Set([MANAGED.pool, MANAGED.metadata, 'lvol0']);

function groupFault({ pvs, vgs }: LvmState, pv: PhysicalVolume): string | null {
  if (pv.vg !== MANAGED.vg) return `it is in ${pv.vg ?? 'no volume group'}`;
  const group = vgs.find(({ name }) => name === MANAGED.vg);
  if (group === undefined || group.exported || group.foreign)
    return 'its volume group is not usable';
  if (group.tags.length > 0) return `its volume group has a tag, which Docker does not set`;
  const members = pvs.filter(({ vg }) => vg === MANAGED.vg);
  const isAlone = members.length === 1 && group.missingPvs === 0;
  return isAlone ? null : 'its volume group has other physical volumes';
}

async function ageFinding(
  probes: Probes,
  volumes: LvmState['lvs'],
  since: number,
): Promise<Finding> {
  const created = await probes.created();
  for (const { vg, name } of volumes) {
    const at = created.get(`${vg}/${name}`);
    if (at === undefined) return undecided(`LVM does not report when ${vg}/${name} was created`);
    if (at < since) return fails(`${vg}/${name} was created before this run`);
  }
  return holds;
}
