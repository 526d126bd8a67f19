import { formatBytes, extentsToBytes } from '../model/units.ts';
import { knownOr } from '../model/known.ts';
import { resizedDisks } from '../pool/disk-sizes.ts';
import { failed, note, ok, unsure, type ExaminedPool, type Examination } from './examination.ts';

export const DISKS = [
  {
    id: 'disk-sizes',
    code: 'DM124',
    title: 'LVM uses the disks of the pool in full',
    wanted: 'each disk as large as its physical volume',
    wakes: 'always',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts, pool }: ExaminedPool) => {
      const group = knownOr(pool.group, null);
      if (group === null) return unsure('LVM does not report the volume group');
      const found = resizedDisks(facts, group);
      if (!found.known) return unsure(found.why);
      const { grown, short } = found.value;
      const [first] = short;
      if (first !== undefined) {
        const { disk, needs } = first;
        return failed(
          `${disk.device} has ${formatBytes(disk.bytes)}, but its physical volume needs ${formatBytes(needs)}: what lies beyond its end is lost`,
          'give the device its former size back, before anything else is written to the pool',
        );
      }
      if (grown.length === 0) return ok('in full');
      const news = grown.map(
        ({ disk, more }) =>
          `${disk.device} has grown by ${formatBytes(extentsToBytes(more, group.extentSize))}`,
      );
      return note(`${news.join(', ')}; LVM does not use it yet`, 'dmctl resize --pvresize');
    },
  },
] as const satisfies readonly Examination[];
