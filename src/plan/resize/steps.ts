import { refresh } from '../../lvm/logical-volume.ts';
import { extendByPolicies, extendPoolData, extendPoolMetadata } from '../../lvm/thin-pool.ts';
import { extendVolumeGroup, reduceVolumeGroup } from '../../lvm/volume-group.ts';
import type { Condition } from '../../model/plan/condition.ts';
import { deviceNode, type UsableDevice } from '../../model/facts/device.ts';
import { makeStep, type Step } from '../../model/plan/plan.ts';
import {
  extents,
  extentsToBytes,
  formatBytes,
  type Bytes,
  type Extents,
} from '../../model/units.ts';
import type { Part } from '../../pool/usage.ts';
import type { GrowingPool } from '../steps/pool-in-use.ts';
import { orphan, pvSteps, renewPv, uuidOf, type Making } from '../steps/physical-volume.ts';

const JOIN = 'vgextend';

/** Adds new disks as physical volumes to the group; undone while no volume uses them. */
export function joinSteps(
  pool: GrowingPool,
  making: Making,
  disks: readonly UsableDevice[],
  joining: Extents,
): readonly Step[] {
  if (disks.length === 0) return [];
  const made = pvSteps(making, disks, { vg: pool.group.name, seenWith: JOIN });
  const undocumented = made.map((step) => ({ ...step, documented: null }));
  return [...undocumented, joinStep(pool, making, disks, joining)];
}

function joinStep(
  { group, lvm }: GrowingPool,
  { nonce }: Making,
  disks: readonly UsableDevice[],
  joining: Extents,
): Step {
  const vg = group.name;
  const paths = disks.map(({ identity }) => identity.path);
  const nodes = disks.map(({ identity }) => deviceNode(identity));
  const orphans = disks.map(({ identity }) => orphan(nonce, identity));
  const old = lvm.pvs.filter((pv) => pv.vg === vg).map(({ uuid }) => uuid);
  const news = disks.map(({ identity }) => uuidOf(nonce, identity));
  const present = (pvUuids: readonly string[], more: number): Condition => ({
    kind: 'vg-present',
    vg,
    tag: null,
    pvUuids,
    minExtents: extents(group.extentCount + more),
  });
  return makeStep({
    id: JOIN,
    title: `Add ${paths.join(', ')} to volume group ${vg}`,
    why: `${formatBytes(extentsToBytes(joining, group.extentSize))} more space for the pool`,
    risk: 'reversible',
    before: [present(old, 0), ...orphans],
    action: { kind: 'run', command: extendVolumeGroup(vg, nodes) },
    after: [present([...old, ...news], joining)],
    mend: disks.map(({ identity, optimalIoBytes }) =>
      renewPv(uuidOf(nonce, identity), identity, 'mend-vgextend', optimalIoBytes),
    ),
    undo: [leaveStep(vg, nonce, disks)],
  });
}

function leaveStep(vg: string, nonce: string, disks: readonly UsableDevice[]): Step {
  const devices = disks.map(({ identity }) => identity);
  const paths = devices.map(({ path }) => path);
  return makeStep({
    id: 'undo-vgextend',
    title: `Remove ${paths.join(', ')} from volume group ${vg}`,
    why: 'this run added it, and no volume uses it',
    risk: 'reversible',
    before: devices.map((device) => {
      return { kind: 'pv-unused', device, uuid: uuidOf(nonce, device), vg };
    }),
    action: { kind: 'run', command: reduceVolumeGroup(vg, devices.map(deviceNode)) },
    after: devices.map((device) => orphan(nonce, device)),
    mend: devices.map((device) => renewPv(uuidOf(nonce, device), device, 'mend-undo-vgextend')),
  });
}

/** One part of the pool and its new size. */
interface Target {
  readonly part: Part;
  readonly to: Extents;
  /** Explains the size. */
  readonly why: string;
}

/**
 * Extends one part to an absolute size, so that repeating the step does no harm. The pool must be
 * healthy right before: LVM hangs on a suspended one.
 */
export function growStep(pool: GrowingPool, { part, to, why }: Target): Step {
  const { group, volume, name } = pool;
  const { name: lv, vg } = volume;
  const size = extentsToBytes(to, group.extentSize);
  const command = part === 'data' ? extendPoolData(vg, lv, to) : extendPoolMetadata(vg, lv, size);
  return makeStep({
    id: `lvextend-${part}`,
    title: `Extend the ${part} of ${vg}/${lv} to ${formatBytes(size)}`,
    why,
    risk: 'safe',
    final: true,
    before: [
      { kind: 'pool-sound', pool: name },
      { kind: 'pool-size', vg, lv, part, is: 'below', size },
    ],
    action: { kind: 'run', command },
    after: [{ kind: 'pool-size', vg, lv, part, is: 'at-least', size }],
    mend: [refreshStep(pool, { kind: 'pool-size', vg, lv, part, is: 'at-least', size })],
  });
}

/** An interrupted lvextend has written the new size to the metadata, but not told the kernel. */
function refreshStep({ volume, name }: GrowingPool, grown: Condition): Step {
  const { vg, name: lv } = volume;
  return makeStep({
    id: `mend-${grown.kind === 'pool-size' ? grown.part : 'pool'}`,
    title: `Tell the kernel the new size of ${vg}/${lv}`,
    why: 'LVM extended it, but was interrupted before it told the kernel',
    risk: 'safe',
    before: [{ kind: 'pool-sound', pool: name }],
    action: { kind: 'run', command: refresh(vg, lv) },
    after: [grown],
  });
}

/** The result of `lvextend --use-policies`. */
export interface PolicyTarget {
  readonly part: Part;
  readonly threshold: number;
  readonly size: Bytes;
}

/** Makes the automatic extension that is due: dmeventd checks every ten seconds, but backs off for long. */
export function policyStep({ volume, name }: GrowingPool, targets: readonly PolicyTarget[]): Step {
  const { vg, name: lv } = volume;
  return makeStep({
    id: 'lvextend-policies',
    title: `Make the automatic extension of ${vg}/${lv} now`,
    why: `its ${targets.map(({ part }) => part).join(' and ')} will still be above the threshold; dmeventd may wait long before it checks again`,
    risk: 'safe',
    final: true,
    before: [],
    action: { kind: 'run', command: extendByPolicies(vg, lv) },
    after: [
      ...targets.map((target): Condition => ({ kind: 'pool-extended', vg, lv, ...target })),
      { kind: 'pool-sound', pool: name },
    ],
  });
}
