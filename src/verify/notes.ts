import { spareOf } from '../pool/extensions.ts';
import { knownOr } from '../model/known.ts';
import { formatBytes } from '../model/units.ts';
import { note, ok, unsure, type ExaminedPool, type Examination } from './examination.ts';

export const NOTES = [
  {
    id: 'lvm-damaged-disk',
    code: 'DM123',
    title: 'LVM can read its metadata on every disk',
    wanted: 'no disk with damaged LVM metadata',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts }: ExaminedPool) => {
      if (!facts.lvm.known) return unsure(facts.lvm.why);
      const { damaged } = facts.lvm.value;
      if (damaged.length === 0) return ok('no damaged disk');
      return note(
        `LVM cannot read its metadata on ${damaged.join(', ')}`,
        'pvs -a -o+pv_uuid shows what LVM knows of it; dmctl explain DM123 says what can be done',
      );
    },
  },
  /** lvmthin(7): repair writes into the spare, so it has to be as large as the metadata. */
  {
    id: 'metadata-spare',
    code: 'DM118',
    title: 'a spare for metadata repair exists',
    wanted: 'a spare at least as large as the metadata',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }: ExaminedPool) => {
      if (!facts.lvm.known) return unsure(facts.lvm.why);
      const volume = knownOr(pool.volume, null);
      const metadata = volume?.metadataSize ?? null;
      if (volume === null || metadata === null)
        return unsure('the metadata size could not be read');
      const spare = spareOf(facts.lvm.value, volume.vg);
      if (spare === null) return note('the volume group has no spare for metadata repair', LATER);
      if (spare >= metadata) return ok(formatBytes(spare));
      return note(
        `the metadata spare is too small: ${formatBytes(spare)} for ${formatBytes(metadata)} of metadata`,
        LATER,
      );
    },
  },
  {
    id: 'rotational-disk',
    code: 'DM191',
    title: 'the pool is on fast disks',
    wanted: 'non-rotational disks',
    scope: 'setup',
    judge: ({ facts: { rotationalDisks } }) => {
      if (!rotationalDisks.known) return unsure(rotationalDisks.why);
      const disks = rotationalDisks.value;
      if (disks.length === 0) return ok('no rotational disk');
      return note(
        `rotational disks: ${disks.join(', ')}`,
        'virtual disks often only report this; on real ones containers start slowly',
      );
    },
  },
] as const satisfies readonly Examination[];

const LATER =
  'keep as much space as the metadata free in the volume group: lvconvert --repair needs it';
