import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { LvmState, VolumeGroup } from '../../model/facts/lvm-state.ts';
import { knownOr } from '../../model/known.ts';
import { dmName, metadataName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import type { PoolLayout } from '../../model/plan/plan.ts';
import { formatExtents } from '../../model/units.ts';
import { roomIn } from '../../pool/free-space.ts';
import { creationRefusals, sightRefusals } from '../steps/lvm-refusals.ts';
import { groupRefusals } from '../steps/pool-in-use.ts';
import { refusal } from '../steps/refusal.ts';
import { mapperRefusals } from '../steps/taken-names.ts';
import { freeSpaceLayout } from './layout.ts';

/** A request without disks is for the free space of a volume group that exists. */
export const isInGroup = ({ devices }: Pick<SetupDirectLvmRequest, 'devices'>): boolean =>
  devices.length === 0;

const groupNamed = ({ vgs }: LvmState, vg: string): VolumeGroup | null =>
  vgs.find(({ name }) => name === vg) ?? null;

/** Names the volumes of the group that people see. */
const othersIn = ({ lvs }: LvmState, { uuid }: VolumeGroup): readonly string[] =>
  lvs.filter((lv) => lv.vgUuid === uuid && !lv.hidden).map(({ name }) => name);

/**
 * Divides the free space of the group. Where others have volumes in it, room for one automatic extension is kept,
 * unless the size of the data was given.
 */
export function layoutInGroup(lvm: LvmState, request: SetupDirectLvmRequest): PoolLayout | null {
  const group = groupNamed(lvm, request.vg);
  if (group === null) return null;
  const room = knownOr(roomIn(lvm, group), null);
  if (room === null) return null;
  const isShared = othersIn(lvm, group).length > 0 && request.size?.kind !== 'data';
  const reserveStep = request.reserveStep || isShared;
  return freeSpaceLayout(room.all, { ...request, reserveStep }, group.extentSize);
}

/** Lists why no pool is made in the free space of that group. */
export function inGroupRefusals(
  facts: Facts,
  lvm: LvmState,
  { vg, pool }: SetupDirectLvmRequest,
): readonly Notice[] {
  const group = groupNamed(lvm, vg);
  if (group === null) {
    const names = lvm.vgs.map(({ name }) => name).join(', ');
    const why = `this host has ${names === '' ? 'no volume group' : names}`;
    return [
      refusal('DM038', `volume group ${vg} does not exist`, why, [
        'name a group that exists with --vg; vgs lists them',
        `or name the disks to make ${vg} of: dmctl setup direct-lvm DEVICE --vg ${vg}`,
      ]),
    ];
  }
  const state = [...groupRefusals(group), ...sightRefusals(facts, group)];
  if (state.length > 0) return state;
  const { tags, lockType } = group;
  return [
    ...takenRefusals(lvm, group, pool),
    ...mapperRefusals(facts, dmName(vg, pool), ', or choose another name with --pool'),
    ...creationRefusals(facts, { vg, pool, tags, lockType }),
  ];
}

function takenRefusals(lvm: LvmState, { uuid, name: vg }: VolumeGroup, pool: string) {
  const names = [pool, metadataName(pool), `${pool}_tdata`, `${pool}_tmeta`];
  return lvm.lvs
    .filter((lv) => lv.vgUuid === uuid && names.includes(lv.name))
    .map(({ name }) =>
      refusal('DM030', `volume ${vg}/${name} exists`, 'dmctl takes over no volume of others', [
        'choose another name with --pool',
      ]),
    );
}

/** Says that the free space is too little for the pool that was asked for. */
export function noFreeSpace(lvm: LvmState, { vg, size }: SetupDirectLvmRequest): Notice {
  const group = groupNamed(lvm, vg);
  const free = group === null ? 'unknown' : formatExtents(group.freeExtents, group.extentSize);
  const why = `${free} free; the data needs its metadata and a spare of that size beside it, and room for an automatic extension where that is asked for`;
  const fix = [
    size === null
      ? 'free some space of the group, or add a disk to it: vgextend'
      : 'ask for less with --size',
    'or give the pool disks of its own: dmctl setup direct-lvm DEVICE',
  ];
  const message = `volume group ${vg} has not enough free space for this pool`;
  return refusal('DM032', message, why, fix, EXIT.noSpace);
}
