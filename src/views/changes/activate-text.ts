import type { Mode } from '../../model/check.ts';
import type { Notice } from '../../model/notice.ts';
import { noticesText } from '../failure-text.ts';
import type { Style } from '../style.ts';

/** A pool, and what keeps it active and monitored, also after a reboot. */
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

/** The answer of `activate` and `adopt` when something was changed. */
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
    style.dim(`  run ${runId}; check the result with dmctl verify`),
  ];
  return `${lines.join('\n')}\n${notes === '' ? '' : `\n${notes}`}`;
}

/** The answer of `activate` and `adopt` when nothing had to be done. */
export function keptAlreadyText(seen: KeptPool, warnings: readonly Notice[], style: Style): string {
  if (seen.mode === 'loop-lvm') {
    return 'Nothing to do: Docker creates its loop-lvm pool itself at every start. Nothing was changed.\n';
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
      ? ['dmctl-activate.service activates it before Docker at every boot']
      : []),
    ...(unit === null || unit === 'in-place'
      ? []
      : ['to activate it before Docker at every boot: dmctl activate --install-unit']),
    ...(dockerRuns ? [] : ['Docker is not running: start it with systemctl start docker.service']),
  ];
}
