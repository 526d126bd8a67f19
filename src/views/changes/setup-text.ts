import type { PoolReport } from '../../model/check.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Notice } from '../../model/notice.ts';
import { bytes, extentsToBytes, formatBytes } from '../../model/units.ts';
import { noticesText } from '../failure-text.ts';
import type { Style } from '../style.ts';

/** A finished setup on disks. */
export interface SetUp {
  readonly pool: string;
  readonly devices: readonly string[];
  readonly layout: Plan['layout'];
  readonly runId: string;
  /** Path of the previous data root; null if none was moved. */
  readonly movedTo: string | null;
  readonly warnings: readonly Notice[];
}

/** The answer of `setup direct-lvm`. */
export function setUpText(done: SetUp, style: Style): string {
  const { pool, devices, layout, movedTo, runId } = done;
  const lines = [`${style.green('Done.')} Docker runs on the thin pool ${style.bold(pool)}.`];
  if (layout !== null) {
    const data = style.size(extentsToBytes(layout.data, layout.extentSize));
    const metadata = style.size(extentsToBytes(layout.metadata, layout.extentSize));
    lines.push(`  on ${devices.join(', ')}: ${data} of data, ${metadata} of metadata`);
  }
  if (movedTo !== null) lines.push(`  previous data root: ${movedTo}`);
  const notes = noticesText(done.warnings, style);
  const next = `  run ${runId}; check the result with dmctl verify`;
  return `${[...lines, style.dim(next)].join('\n')}\n${notes === '' ? '' : `\n${notes}`}`;
}

/** A finished setup on loop files. */
export interface SetUpOnLoopFiles {
  readonly pool: PoolReport | null;
  /** Paths of the loop files, as docker info names them. */
  readonly files: { readonly data: string | null; readonly metadata: string | null };
  readonly runId: string;
  /** Path of the previous data root; null if none was moved. */
  readonly movedTo: string | null;
  readonly warnings: readonly Notice[];
}

/** The answer of `setup loop-lvm`: sizes in both units, since docker info prints the decimal ones. */
export function setUpOnLoopFilesText(done: SetUpOnLoopFiles, style: Style): string {
  const { pool, files, movedTo, runId } = done;
  const file = (part: string, path: string | null, size: number | null): string => {
    const known = size === null ? null : bytes(size);
    const sizes = known === null ? '?' : `${formatBytes(known, 'si')} (${formatBytes(known)})`;
    return `  ${part.padEnd(9)} ${path ?? '?'}, ${sizes}`;
  };
  const lines = [
    `${style.green('Done.')} Docker runs on loop files, pool ${style.bold(pool?.name ?? '?')}.`,
    file('data:', files.data, pool?.dataBytes ?? null),
    file('metadata:', files.metadata, pool?.metadataBytes ?? null),
    ...(movedTo === null ? [] : [`  previous data root: ${movedTo}`]),
    style.dim(`  run ${runId}; check the result with dmctl verify`),
  ];
  return `${lines.join('\n')}\n\n${noticesText(done.warnings, style)}`;
}

/** The answer of a setup that had nothing to do. */
export function nothingToDoText(pool: string, warnings: readonly Notice[], style: Style): string {
  const notes = noticesText(warnings, style);
  return `Nothing to do: ${style.bold(pool)} is already set up as requested. Nothing was changed.\n${notes}`;
}
