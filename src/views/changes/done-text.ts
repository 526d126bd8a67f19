import type { EngineName } from '../../model/engine.ts';
import type { Mode, PoolReport } from '../../model/check.ts';
import type { Notice } from '../../model/notice.ts';
import type { DockerTotals, PartGrowth, Plan, PoolGrowth } from '../../model/plan/plan.ts';
import { type Bytes, type Extents, bytes, extentsToBytes, formatBytes } from '../../model/units.ts';
import { noticesText } from '../failure-text.ts';
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

/** An answer in lines: the first continues "Done." or "Nothing to do:", the others give details. */
export type Lines = readonly string[];

/** The answer of a command that changed the host. @param next what to do next */
export function doneText(
  [head = '', ...details]: Lines,
  runId: string,
  next: string,
  notices: readonly Notice[],
  style: Style,
): string {
  const last = style.dim(`run ${runId}; ${next}`);
  const lines = [`${style.green('Done.')} ${head}`, ...[...details, last].map(indented)];
  const notes = noticesText(notices, style);
  return `${lines.join('\n')}\n${notes === '' ? '' : `\n${notes}`}`;
}

/** The answer of a command that had nothing to do. */
export function nothingToDoText(
  [head = '', ...details]: Lines,
  notices: readonly Notice[],
  style: Style,
): string {
  const lines = [`Nothing to do: ${head}. Nothing was changed.`, ...details.map(indented)];
  return `${lines.join('\n')}\n${noticesText(notices, style)}`;
}

const indented = (line: string): string => `  ${line}`;

/** A pool that `setup direct-lvm` set up. */
export interface SetUp {
  /** How people call the engine. */
  readonly engine: string;
  readonly pool: string;
  /** Disks, or the volume group whose free space it has. */
  readonly where: readonly string[];
  readonly layout: Plan['layout'];
  /** Path of the previous data root; null if none was moved. */
  readonly movedTo: string | null;
}

/** The answer of `setup direct-lvm`. */
export function setUpLines({ engine, pool, where, layout, movedTo }: SetUp, style: Style): Lines {
  const head = `${engine} runs on the thin pool ${style.bold(pool)}.`;
  if (layout === null) return [head, ...movedLines(movedTo)];
  const size = (n: Extents): string => style.size(extentsToBytes(n, layout.extentSize));
  const sizes = `${size(layout.data)} of data, ${size(layout.metadata)} of metadata`;
  return [head, `on ${where.join(', ')}: ${sizes}`, ...movedLines(movedTo)];
}

const movedLines = (movedTo: string | null): Lines =>
  movedTo === null ? [] : [`previous data root: ${movedTo}`];

/** A pool that `setup loop-lvm` set up. */
export interface SetUpOnLoopFiles {
  readonly pool: PoolReport | null;
  /** Paths of the loop files, as docker info names them. */
  readonly files: { readonly data: string | null; readonly metadata: string | null };
  readonly movedTo: string | null;
}

/** The answer of `setup loop-lvm`: sizes in both units, since docker info prints the decimal ones. */
export function loopFilesLines({ pool, files, movedTo }: SetUpOnLoopFiles, style: Style): Lines {
  const file = (part: string, path: string | null, size: number | null): string => {
    const known = size === null ? null : bytes(size);
    const sizes = known === null ? '?' : `${formatBytes(known, 'si')} (${formatBytes(known)})`;
    return `${part.padEnd(9)} ${path ?? '?'}, ${sizes}`;
  };
  return [
    `Docker runs on loop files, pool ${style.bold(pool?.name ?? '?')}.`,
    file('data:', files.data, pool?.dataBytes ?? null),
    file('metadata:', files.metadata, pool?.metadataBytes ?? null),
    ...movedLines(movedTo),
  ];
}

/** A pool that `resize` extended. */
export interface Resized {
  /** null if it has no name yet: Docker creates it at its start. */
  readonly pool: string | null;
  readonly growth: PoolGrowth | null;
  /** Whose pool it is. */
  readonly engine: EngineName;
  /** As docker info reports them now; null if Docker is not running. */
  readonly dockerInfo: DockerTotals | null;
  /** The next automatic extension, which fits; null if a note says why not, or nothing is known. */
  readonly outlook: string | null;
}

/** The answer of `resize`. */
export function resizedLines(
  { pool, growth, engine, dockerInfo, outlook }: Resized,
  style: Style,
): Lines {
  const parts = growth === null ? [] : [growth.data, growth.metadata];
  const isSame = growth !== null && parts.every(({ from, to }) => from === to);
  const what = isSame ? 'has more free space' : 'was extended';
  return [
    `The pool${pool === null ? '' : ` ${style.bold(pool)}`} ${what}.`,
    ...(growth === null ? [] : growthLines(growth, style)),
    ...(engine === 'docker'
      ? [`docker info: ${dockerText(growth?.dockerInfo ?? null, dockerInfo)}`]
      : []),
    ...(outlook === null ? [] : [`auto-extension: ${outlook}`]),
  ];
}

function dockerText(before: DockerTotals | null, after: DockerTotals | null): string {
  if (after === null) return 'Docker is not running; it will see the new size when it starts';
  const printed = (size: Bytes | null): string =>
    size === null ? 'unknown' : formatBytes(size, 'si');
  const shown = (now: Bytes | null, was: Bytes | null | undefined) =>
    was === undefined || was === now ? printed(now) : `${printed(now)} (was ${printed(was)})`;
  const data = `Data Space Total ${shown(after.data, before?.data)}`;
  return `${data}, Metadata Space Total ${shown(after.metadata, before?.metadata)}`;
}

/** A pool, and what keeps it active and monitored, also after a reboot. */
export interface KeptPool {
  readonly mode: Mode;
  /** `VG/LV`. */
  readonly path: string;
  readonly active: boolean;
  readonly monitored: boolean;
  /** `in-place`: installed and enabled. */
  readonly unit: string | null;
  readonly engine: {
    readonly title: string;
    readonly unit: string;
    readonly bootUnit: string;
    readonly runs: boolean;
  };
}

/** The answer of `activate` and `adopt`, without a full stop. */
export function keptLines(seen: KeptPool, style: Style): Lines {
  const { mode, path, active, monitored, unit, engine } = seen;
  if (mode === 'loop-lvm') return ['Docker creates its loop-lvm pool itself at every start'];
  const state = `${active ? 'active' : 'not active'} and ${monitored ? 'monitored' : 'not monitored'}`;
  const atBoot = `activate it before ${engine.title} at every boot: dmctl activate --install-unit`;
  return [
    `${style.bold(path)} is ${state}`,
    ...(unit === 'in-place'
      ? [`${engine.bootUnit} activates it before ${engine.title} at every boot`]
      : []),
    ...(unit === null || unit === 'in-place' ? [] : [`to ${atBoot}`]),
    ...(engine.runs
      ? []
      : [`${engine.title} is not running: start it with systemctl start ${engine.unit}`]),
  ];
}

/** A pool that `teardown` removed. */
export interface TornDown {
  /** `docker/thinpool`, or `loop-lvm`. */
  readonly pool: string;
  /** The disks that are blank now. */
  readonly disks: readonly string[];
  /** What the engine runs on now; null if that is not known. */
  readonly engine: string | null;
}

/** The answer of `teardown`. */
export const tornDownLines = ({ pool, disks, engine }: TornDown, style: Style): Lines => [
  `${style.bold(pool)} was taken down.`,
  ...(disks.length === 0 ? [] : [`blank disks: ${disks.join(', ')}`]),
  ...(engine === null ? [] : [engine]),
];
