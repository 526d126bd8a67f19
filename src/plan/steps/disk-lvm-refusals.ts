import type { UsableDevice } from '../../model/facts/device.ts';
import type { PhysicalVolume, VolumeGroup } from '../../model/facts/lvm-state.ts';
import { known } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal, whenKnown } from './refusal.ts';

/**
 * Refuses a device that has a physical volume in use on it or on a partition. There is no override; a
 * physical volume in no volume group counts as a signature.
 */
export function lvmRefusals(
  device: UsableDevice,
  groups: readonly VolumeGroup[],
): readonly Notice[] {
  const { path, pv, partitionPvs, diskPv = known(null) } = device;
  const what = `whether LVM uses ${path}`;
  return whenKnown(what, diskPv, (whole) => {
    if (whole === null) return ownRefusals(device, groups, { pv, partitionPvs });
    const message = `the disk of ${path} is a physical volume as a whole`;
    const fix = ['see pvs -a --foreign; choose another device'];
    return [refusal('DM022', message, 'using its partition would destroy what is on it', fix)];
  });
}

function ownRefusals(
  device: UsableDevice,
  groups: readonly VolumeGroup[],
  { pv, partitionPvs }: Pick<UsableDevice, 'pv' | 'partitionPvs'>,
): readonly Notice[] {
  const { path } = device;
  const what = `whether LVM uses ${path}`;
  return whenKnown(what, pv, (own) =>
    whenKnown(what, partitionPvs, (others) => {
      const found = own === null ? others : [own];
      const [because] = [
        ...found.flatMap((one) => lvmUse(one, groups)),
        ...hiddenUse(device, found),
      ];
      if (because === undefined) return [];
      const where = own === null && others.length > 0 ? 'has a partition that is' : 'is';
      const message = `${path} ${where} a physical volume ${because}`;
      const fix = ['see pvs -a --foreign; choose another device'];
      return [refusal('DM022', message, 'using it would destroy that volume group', fix)];
    }),
  );
}

function lvmUse(
  { vg, inUse, duplicate }: PhysicalVolume,
  groups: readonly VolumeGroup[],
): readonly string[] {
  if (vg !== null) {
    const group = groups.find(({ name }) => name === vg);
    return [`of volume group ${vg}${group === undefined ? '' : stateOf(group)}`];
  }
  if (inUse) return ['of a volume group that this host cannot read'];
  return duplicate ? ['that LVM sees twice'] : [];
}

/** lvmsystemid(7): a group of this host's own carries an ID too where hosts have them. */
function stateOf({ exported, foreign }: VolumeGroup): string {
  if (exported) return ', which is exported (vgexport)';
  return foreign ? ', which carries the system ID of a host' : '';
}

/** LVM reports only one of two disks with the same UUID, and its filters hide others. */
function hiddenUse(
  { signatures }: UsableDevice,
  reported: readonly PhysicalVolume[],
): readonly string[] {
  const labels = signatures.known
    ? signatures.value.filter(({ type }) => type === 'LVM2_member').map(({ device }) => device)
    : [];
  return new Set(labels).size > reported.length
    ? ['that LVM does not report: a copy of another one, damaged, or hidden by a filter']
    : [];
}
