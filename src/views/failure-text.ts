import type { Failure } from '../model/errors.ts';
import type { Notice } from '../model/notice.ts';
import type { Style } from './style.ts';

const LABEL_WIDTH = 7;

/** `  fix:   first line` with further lines and entries below the first. */
function labelled(label: string, entries: readonly string[], style: Style): string[] {
  const lines = entries.flatMap((entry) => entry.split('\n')).filter((line) => line !== '');
  return lines.map((line, i) => {
    const head = i === 0 ? `${label}:` : '';
    return `  ${style.dim(head.padEnd(LABEL_WIDTH))}${line}`;
  });
}

function causeLines({ cause }: Failure, style: Style): string[] {
  if (!cause) return [];
  const status = cause.exitCode === null ? 'no exit code' : `exit ${String(cause.exitCode)}`;
  const said = cause.stderr.trim().split('\n').slice(-5);
  return labelled('tool', [`${cause.argv.join(' ')} (${status})`, ...said], style);
}

/**
 * An error as a person reads it: what happened, why, how to mend it, what state things are in and
 * where the log is. Ends with a line end.
 */
export function failureText(failure: Failure, style: Style): string {
  const log = failure.log ?? null;
  const state = log === null ? failure.state : `${failure.state.padEnd(30)} log: ${log}`;
  return [
    `${style.bold(style.red('error'))} ${style.bold(failure.code)}: ${failure.message}`,
    ...labelled('why', [failure.why], style),
    ...causeLines(failure, style),
    ...labelled('fix', failure.fix, style),
    ...labelled('state', [state], style),
    '',
  ].join('\n');
}

/** Notices that change nothing about the outcome, each like an error but calmer. */
export function noticesText(notices: readonly Notice[], style: Style): string {
  return notices
    .map((notice) =>
      [
        `${style.yellow('note')} ${style.bold(notice.code)}: ${notice.message}`,
        ...labelled('why', [notice.why], style),
        ...labelled('fix', notice.fix, style),
        '',
      ].join('\n'),
    )
    .join('');
}
