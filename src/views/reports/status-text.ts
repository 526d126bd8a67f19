import { headline, type AutoextendReport, type PoolReport } from '../../model/check.ts';
import type { EngineFigure } from '../../model/engine.ts';
import type { ContainerdReport, DockerReport, FillRate, Status } from '../../model/status.ts';
import { bytes, formatBytes } from '../../model/units.ts';
import type { Style } from '../style.ts';
import { bar, counted, printable } from '../text.ts';

const LABEL_WIDTH = 16;
const BAR_WIDTH = 30;

const line = (label: string, text: string): string => `  ${label.padEnd(LABEL_WIDTH)}${text}`;

/**
 * Shows one screen: the pool, its usage, auto-extension, its engine, and what to do next.
 * @param rate null if it is not known yet; left out if it is not measured
 */
export function statusText(status: Status, style: Style, rate?: FillRate | null): string {
  const { pool, dockersView, next } = status;
  const parts = pool === null ? [] : [...useLines(pool, dockersView, style), ''];
  return [
    titleLine(status, style),
    '',
    ...parts,
    ...(rate === undefined
      ? []
      : [line('rate', rate === null ? 'measuring' : rateText(rate, style))]),
    ...(status.diskNews === null ? [] : [line('disks', printable(status.diskNews))]),
    ...(pool === null ? [] : [line('auto-extension', extensionText(status, pool, style))]),
    ...(pool === null ? [] : [line('monitoring', monitoringText(status, pool, style))]),
    ...engineLines(status, style),
    ...healthLines(status, style),
    '',
    line('next', next === null ? 'nothing to do' : style.bold(printable(next))),
    '',
  ].join('\n');
}

function titleLine({ mode, pool, devices }: Status, style: Style): string {
  const name = style.bold(printable(pool?.name ?? 'pool unknown'));
  const group = pool?.vg == null ? [] : [`volume group ${pool.vg}`];
  const where = devices.length === 0 ? [] : [`on ${printable(devices.join(', '))}`];
  return [name, [mode ?? 'mode unknown', ...group].join(', '), ...where].join('  ');
}

/** Docker's own figures get a line of their own, so that all of it fits into 80 columns. */
function useLines(
  pool: PoolReport,
  docker: Status['dockersView'],
  style: Style,
): readonly string[] {
  const threshold = pool.autoextend?.threshold ?? null;
  const linesOf = (part: 'data' | 'metadata'): readonly string[] => {
    const [percent, total] = [pool[`${part}UsedPercent`], pool[`${part}Bytes`]];
    const drawn = colourOf(percent, threshold, style)(bar(percent, threshold, BAR_WIDTH));
    const figure = percent === null ? 'usage unknown' : `${percent.toFixed(1).padStart(5)}%`;
    const room = total === null ? 'of unknown size' : `of ${style.size(bytes(total))}`;
    const own = line(part, `${drawn} ${figure} ${room}`);
    if (docker === null) return [own];
    return [own, line('', style.dim(`docker info: ${dockersWords(docker[part])}`))];
  };
  return [...linesOf('data'), ...linesOf('metadata')];
}

function colourOf(percent: number | null, threshold: number | null, style: Style) {
  if (percent === null) return style.yellow;
  if (percent >= 90) return style.red;
  return percent > (threshold ?? 80) ? style.yellow : style.green;
}

function dockersWords({ used, total }: EngineFigure): string {
  const words = (n: EngineFigure['used']): string => (n === null ? '?' : formatBytes(n, 'si'));
  return `${words(used)} of ${words(total)}`;
}

function extensionText({ mode }: Status, { autoextend }: PoolReport, style: Style): string {
  if (mode === 'loop-lvm') return 'none on loop files: use dmctl resize';
  if (autoextend === null) return style.yellow('unknown');
  const { threshold, percent } = autoextend;
  if (threshold === null || percent === null) return style.yellow('unknown');
  if (threshold >= 100) return style.red('disabled: nothing extends the pool');
  return `above ${String(threshold)}%, by ${String(percent)}%; ${nextText(autoextend, style)}`;
}

function nextText({ canExtend, neededBytes, freeBytes }: AutoextendReport, style: Style): string {
  if (canExtend === null) return style.yellow('unknown whether it fits');
  const words = canExtend ? style.green('room for it') : style.yellow('no room');
  if (neededBytes === null || freeBytes === null) return words;
  return `${words}: ${style.size(bytes(neededBytes))} needed, ${style.size(bytes(freeBytes))} free`;
}

function monitoringText({ mode }: Status, { monitored }: PoolReport, style: Style): string {
  if (mode === 'loop-lvm') return 'none: LVM does not monitor a pool on loop files';
  if (monitored === null) return style.yellow('unknown');
  return monitored
    ? style.green('monitored')
    : style.red('not monitored: LVM will neither extend it nor warn');
}

function engineLines(status: Status, style: Style): readonly string[] {
  const { docker, containerd } = status;
  if (containerd !== null) return containerdLines(containerd, style);
  return docker === null ? [] : [line('Docker', dockerText(status, docker, style))];
}

function containerdLines(report: ContainerdReport, style: Style): readonly string[] {
  const { version, running, plugin, root, snapshots } = report;
  const name = version === null ? '' : `${printable(version)}, `;
  const held = (n: number | null, what: string): string =>
    n === null ? `${what}s unknown` : counted(n, what);
  const all = snapshots === null ? 0 : snapshots.committed + snapshots.active + snapshots.views;
  return [
    line('containerd', `${name}${pluginText(running, plugin, style)}; ${printable(root)}`),
    line(
      '',
      [
        counted(all, 'snapshot'),
        held(report.images, 'image'),
        held(report.containers, 'container'),
        `${String(report.tasks ?? 'unknown')} running`,
      ].join(', '),
    ),
  ];
}

function pluginText(
  running: boolean | null,
  plugin: ContainerdReport['plugin'],
  style: Style,
): string {
  if (running === null) return style.yellow('unknown whether it is running');
  if (!running) return style.yellow('not running');
  if (plugin === null) return style.yellow('unknown whether its plugin is up');
  return plugin === 'ok'
    ? style.green('its devmapper plugin is up')
    : style.red('its devmapper plugin is not up');
}

function dockerText({ pool, dockersView }: Status, docker: DockerReport, style: Style): string {
  const { version, storageDriver, dataRoot, running } = docker;
  const name = printable(version ?? 'version unknown');
  const root = dataRoot === null ? '' : `; ${printable(dataRoot)}`;
  if (running === null) return `${name}, ${style.yellow('unknown whether it is running')}${root}`;
  if (!running) return `${name}, ${style.yellow('not running')}${root}`;
  if (dockersView !== null && pool !== null)
    return `${name}, ${style.green('runs on the pool')}${root}`;
  const driver = printable(storageDriver ?? 'unknown driver');
  return `${name}, ${style.yellow('does not run on the pool')} (${driver})${root}`;
}

/** The worst problem in words; dmctl verify has the rest. */
function healthLines({ problems }: Status, style: Style): readonly string[] {
  const [worst, ...others] = problems;
  if (worst === undefined) return [line('health', style.green('healthy'))];
  const paint = worst.status === 'failed' ? style.red : style.yellow;
  const said = `${paint(printable(headline(worst)))}  ${style.dim(worst.code)}`;
  const more = `and ${String(others.length)} more, see dmctl verify`;
  return [line('health', said), ...(others.length === 0 ? [] : [line('', more)])];
}

/** `+1.5 MiB/s, full in 2 h 5 min`. */
export function rateText({ bytesPerSecond, secondsLeft }: FillRate, style: Style): string {
  const size = style.size(bytes(Math.round(Math.abs(bytesPerSecond))));
  if (Math.round(bytesPerSecond) === 0) return 'steady';
  if (bytesPerSecond < 0) return `-${size}/s`;
  return `+${size}/s${secondsLeft === null ? '' : `, full in ${spanText(secondsLeft)}`}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** The two largest units: `3 d 4 h`, `59 s`. */
function spanText(seconds: number): string {
  const at = UNITS.findIndex(([, length]) => seconds >= length);
  const [[unit, length] = ['s', 1], next] = UNITS.slice(at === -1 ? UNITS.length - 1 : at);
  const first = Math.floor(seconds / length);
  const rest = next === undefined ? 0 : Math.floor((seconds - first * length) / next[1]);
  const second = next === undefined || rest === 0 ? '' : ` ${String(rest)} ${next[0]}`;
  return `${String(first)} ${unit}${second}`;
}

/** Writes one observation as one plain line, for a log. */
export function statusLine(
  at: string,
  { pool, problems }: Status,
  rate: FillRate | null,
  style: Style,
): string {
  const use = (label: string, percent: number | null): string =>
    `${label} ${percent === null ? '?' : `${percent.toFixed(2)}%`}`;
  const words = [
    at,
    printable(pool?.name ?? '-'),
    use('data', pool?.dataUsedPercent ?? null),
    use('metadata', pool?.metadataUsedPercent ?? null),
    ...(rate === null ? [] : [rateText(rate, style)]),
    problems[0] === undefined ? 'ok' : `${problems[0].code} ${printable(headline(problems[0]))}`,
  ];
  return `${words.join('  ')}\n`;
}
