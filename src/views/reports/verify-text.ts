import type { Check, CheckStatus, Mode, PoolReport } from '../../model/check.ts';
import { bytes } from '../../model/units.ts';
import { printable } from '../printable.ts';
import type { Style } from '../style.ts';

/** What verify found, as the views see it. */
export interface Verified {
  readonly mode: Mode | null;
  readonly pool: PoolReport | null;
  readonly checks: readonly Check[];
}

/** Calm things first, so that what needs a person stands last, right above the verdict. */
const ORDER: readonly CheckStatus[] = ['ok', 'note', 'unknown', 'warning', 'failed'];

function paint(status: CheckStatus, text: string, style: Style): string {
  if (status === 'ok') return style.green(text);
  if (status === 'note') return style.cyan(text);
  return status === 'failed' ? style.red(text) : style.yellow(text);
}

const percent = (n: number | null): string => (n === null ? 'unknown use' : `${String(n)}% used`);

const sized = (n: number | null, style: Style): string =>
  n === null ? 'of unknown size' : style.size(bytes(n));

/** The pool in two lines. */
function poolText(pool: PoolReport, mode: Mode | null, style: Style): string {
  const { dataBytes, dataUsedPercent, metadataBytes, metadataUsedPercent } = pool;
  const data = `data ${sized(dataBytes, style)}, ${percent(dataUsedPercent)}`;
  const metadata = `metadata ${sized(metadataBytes, style)}, ${percent(metadataUsedPercent)}`;
  const kind = mode === null ? '' : ` (${mode})`;
  return `${style.bold(pool.name)}${kind}\n  ${data}; ${metadata}\n`;
}

const MARK_WIDTH = 9;

function checkLines(check: Check, style: Style): string[] {
  const mark = paint(check.status, check.status.padEnd(MARK_WIDTH), style);
  if (check.status === 'ok')
    return [`  ${mark}${check.title}: ${style.dim(printable(check.found))}`];
  const inset = ' '.repeat(MARK_WIDTH + 2);
  const code = style.dim(check.code);
  const [first, ...rest] = check.fix;
  return [
    `  ${mark}${style.bold(check.title)}  ${code}`,
    `${inset}found:  ${printable(check.found)}`,
    `${inset}wanted: ${check.wanted}`,
    ...(first === undefined ? [] : [`${inset}fix:    ${printable(first)}`]),
    ...rest.map((line) => `${inset}        ${printable(line)}`),
  ];
}

const NOUNS: Record<CheckStatus, readonly [one: string, many: string]> = {
  ok: ['ok', 'ok'],
  note: ['note', 'notes'],
  unknown: ['unknown', 'unknown'],
  warning: ['warning', 'warnings'],
  failed: ['failed', 'failed'],
};

function tally(checks: readonly Check[]): string {
  return [...ORDER]
    .reverse()
    .map((status) => ({ status, n: checks.filter((check) => check.status === status).length }))
    .filter(({ n }) => n > 0)
    .map(({ status, n }) => `${String(n)} ${NOUNS[status][n === 1 ? 0 : 1]}`)
    .join(', ');
}

/** A check that makes exit 11: what is not known is not right. */
export const isProblem = ({ status }: Check): boolean => status !== 'ok' && status !== 'note';

function verdict({ checks, mode }: Verified, style: Style): string {
  const problems = checks.filter(isProblem);
  if (mode === null) return `${style.yellow('There is no pool here')}: ${tally(checks)}.`;
  if (problems.length === 0) return `${style.green('All is right')}: ${tally(checks)}.`;
  const one = problems[0]?.code ?? '';
  return `${style.red('Not all is right')}: ${tally(checks)}. dmctl explain ${one} says more.`;
}

/** All checks grouped by how they ended, and one line of verdict. */
export function verifyText(verified: Verified, style: Style): string {
  const { pool, mode, checks } = verified;
  const groups = ORDER.flatMap((status) => {
    const lines = checks
      .filter((check) => check.status === status)
      .flatMap((check) => checkLines(check, style));
    return lines.length === 0 ? [] : [`${lines.join('\n')}\n`];
  });
  const head = pool === null ? [] : [poolText(pool, mode, style)];
  return `${[...head, ...groups, verdict(verified, style)].join('\n')}\n`;
}
