import type { DockerTotals, PartGrowth, PoolGrowth } from '../../model/plan/plan.ts';
import { formatBytes, type Bytes } from '../../model/units.ts';
import type { Style } from '../style.ts';

/** Formats a size in LVM's unit, with the decimal one that docker info prints beside it. */
const bothUnits = (size: Bytes, style: Style): string =>
  `${style.size(size)} (${formatBytes(size, 'si')})`;

function partText(name: string, { from, to, asked }: PartGrowth, style: Style): string {
  const head = name.padEnd(12);
  if (from === to) return `${head}${bothUnits(to, style)}, unchanged`;
  const rounded = asked === null ? '' : style.dim(`, rounded up from ${style.size(asked)}`);
  return `${head}${bothUnits(from, style)} -> ${style.bold(bothUnits(to, style))}${rounded}`;
}

/** Shows the sizes before and after: a line for the data, one for the metadata. */
export const growthLines = ({ data, metadata }: PoolGrowth, style: Style): readonly string[] => [
  partText('data', data, style),
  partText('metadata', metadata, style),
];

/** Sizes before and after as JSON. `askedBytes` is null unless the size was rounded up. */
export function growthJson({ data, metadata, dockerInfo }: PoolGrowth) {
  return { data: partJson(data), metadata: partJson(metadata), dockerInfo: totalsJson(dockerInfo) };
}

const partJson = ({ from, to, asked }: PartGrowth) => ({
  fromBytes: from,
  toBytes: to,
  askedBytes: asked,
});

/** Totals of docker info as JSON; null if Docker does not run on a thin pool. */
export function totalsJson(totals: DockerTotals | null) {
  if (totals === null) return null;
  return { dataSpaceTotalBytes: totals.data, metadataSpaceTotalBytes: totals.metadata };
}
