import type { Mode } from '../../model/check.ts';
import type { Notice } from '../../model/notice.ts';
import { noticesText } from '../failure-text.ts';
import type { Style } from '../style.ts';

/** A pool, and what has it active, watched and there after a reboot. */
export interface KeptPool {
  readonly mode: Mode;
  /** `VG/LV`. */
  readonly path: string;
  readonly active: boolean;
  readonly monitored: boolean;
  /** `in-place`: installed and enabled. */
  readonly unit: string | null;
  readonly dockerRuns: boolean;
}

/** What a person wants to know when it has been brought up or adopted. */
export function keptText(
  seen: KeptPool,
  runId: string,
  warnings: readonly Notice[],
  style: Style,
): string {
  const notes = noticesText(warnings, style);
  const lines = [
    `${style.green('Done.')} ${stateOf(seen, style)}.`,
    ...next(seen).map((line) => `  ${line}`),
    style.dim(`  run ${runId}; dmctl verify looks at all of it`),
  ];
  return `${lines.join('\n')}\n${notes === '' ? '' : `\n${notes}`}`;
}

/** There was nothing to do. */
export function keptAlreadyText(seen: KeptPool, warnings: readonly Notice[], style: Style): string {
  if (seen.mode === 'loop-lvm') {
    return 'Nothing to do: Docker makes its pool on loop files itself, at every start. Nothing was changed.\n';
  }
  const lines = [
    `Nothing to do: ${stateOf(seen, style)}. Nothing was changed.`,
    ...next(seen).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n${noticesText(warnings, style)}`;
}

const stateOf = ({ path, active, monitored }: KeptPool, style: Style): string =>
  `${style.bold(path)} is ${active ? 'active' : 'not active'} and ${monitored ? 'monitored' : 'not monitored'}`;

function next({ unit, dockerRuns }: KeptPool): readonly string[] {
  return [
    ...(unit === 'in-place'
      ? ['at every boot dmctl-activate.service sees to that before Docker']
      : []),
    ...(unit === null || unit === 'in-place'
      ? []
      : ['dmctl activate --install-unit has that done before Docker at every boot']),
    ...(dockerRuns ? [] : ['Docker is not running: systemctl start docker.service']),
  ];
}
