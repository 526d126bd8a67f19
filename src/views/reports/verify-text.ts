import {
  headline,
  isProblem,
  type Check,
  type CheckStatus,
  type Mode,
  type PoolReport,
} from '../../model/check.ts';
import { bytes } from '../../model/units.ts';
import type { Style } from '../style.ts';
import { counted, printable } from '../text.ts';

/** The result of `dmctl verify`. */
export interface Verified {
  readonly mode: Mode | null;
  readonly pool: PoolReport | null;
  readonly checks: readonly Check[];
  /** false: Docker was moved off devicemapper, and no pool is no fault. */
  readonly needsPool: boolean;
}

/** Problems come last, right above the verdict. */
const ORDER: readonly CheckStatus[] = ['ok', 'note', 'unknown', 'warning', 'failed'];

function paint(status: CheckStatus, text: string, style: Style): string {
  if (status === 'ok') return style.green(text);
  if (status === 'note') return style.cyan(text);
  return status === 'failed' ? style.red(text) : style.yellow(text);
}

const percent = (n: number | null): string => (n === null ? 'usage unknown' : `${String(n)}% used`);

const sized = (n: number | null, style: Style): string =>
  n === null ? 'size unknown' : style.size(bytes(n));

/** Describes the pool in two lines. */
function poolText(pool: PoolReport, mode: Mode | null, style: Style): string {
  const { dataBytes, dataUsedPercent, metadataBytes, metadataUsedPercent } = pool;
  const data = `data ${sized(dataBytes, style)}, ${percent(dataUsedPercent)}`;
  const metadata = `metadata ${sized(metadataBytes, style)}, ${percent(metadataUsedPercent)}`;
  const kind = mode === null ? '' : ` (${mode})`;
  return `${style.bold(pool.name)}${kind}\n  ${data}; ${metadata}\n`;
}

const MARK_WIDTH = 9;

function checkLines(check: Check, style: Style): string[] {
  const { status, code, title, found, wanted, fix } = check;
  const mark = paint(status, status.padEnd(MARK_WIDTH), style);
  if (status === 'ok') return [`  ${mark}${title}: ${style.dim(printable(found))}`];
  const inset = ' '.repeat(MARK_WIDTH + 2);
  const [first, ...rest] = fix;
  return [
    `  ${mark}${style.bold(printable(headline(check)))}  ${style.dim(code)}`,
    `${inset}wanted: ${wanted}`,
    ...(first === undefined ? [] : [`${inset}fix:    ${printable(first)}`]),
    ...rest.map((line) => `${inset}        ${printable(line)}`),
  ];
}

/** `2 notes`, but `2 failed`. */
const isNoun = (status: CheckStatus): boolean => status === 'note' || status === 'warning';

function tally(checks: readonly Check[]): string {
  return [...ORDER]
    .reverse()
    .map((status) => ({ status, n: checks.filter((check) => check.status === status).length }))
    .filter(({ n }) => n > 0)
    .map(({ status, n }) => (isNoun(status) ? counted(n, status) : `${String(n)} ${status}`))
    .join(', ');
}

function verdict({ checks, mode, needsPool }: Verified, verbose: boolean, style: Style): string {
  const [worst] = checks.filter(isProblem);
  const counts = tally(checks);
  const more = verbose ? '' : '; -v lists all checks';
  if (mode === null && needsPool) return `${style.yellow('No pool found')} (${counts})${more}`;
  if (worst === undefined) return `${style.green('All checks passed')} (${counts})${more}`;
  return `${style.red('Problems found')} (${counts}); see dmctl explain ${worst.code}${more}`;
}

/**
 * Lists the checks that are not ok, grouped by status, and one line of verdict that counts all.
 * @param verbose lists the checks that are ok, too
 */
export function verifyText(verified: Verified, verbose: boolean, style: Style): string {
  const { pool, mode, checks } = verified;
  const shown = verbose ? ORDER : ORDER.filter((status) => status !== 'ok');
  const groups = shown.flatMap((status) => {
    const lines = checks
      .filter((check) => check.status === status)
      .flatMap((check) => checkLines(check, style));
    return lines.length === 0 ? [] : [`${lines.join('\n')}\n`];
  });
  const head = pool === null ? [] : [poolText(pool, mode, style)];
  return `${[...head, ...groups, verdict(verified, verbose, style)].join('\n')}\n`;
}
