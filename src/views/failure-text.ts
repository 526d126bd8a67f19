import type { Failure } from '../model/errors.ts';
import type { Notice } from '../model/notice.ts';
import type { Style } from './style.ts';
import { printable } from './text.ts';

const LABEL_WIDTH = 7;

/** `  fix:   first line` with further lines and entries below the first. */
function labelled(label: string, entries: readonly string[], style: Style): string[] {
  const lines = entries.flatMap((entry) => entry.split('\n')).filter((line) => line !== '');
  return lines.map((line, i) => {
    const head = i === 0 ? `${label}:` : '';
    return `  ${style.dim(head.padEnd(LABEL_WIDTH))}${printable(line)}`;
  });
}

function causeLines({ cause }: Failure, style: Style): string[] {
  if (!cause) return [];
  const status = cause.exitCode === null ? 'no exit code' : `exit ${String(cause.exitCode)}`;
  const said = cause.stderr.trim().split('\n').slice(-5);
  return labelled('tool', [`${cause.argv.join(' ')} (${status})`, ...said], style);
}

const SHORT_STATE = 30;

/** The state, with the log beside it, or below it if the line would get too long. */
function stateLines({ state, log = null }: Failure, style: Style): string[] {
  if (log === null) return labelled('state', [state], style);
  if (state.length > SHORT_STATE) {
    return [...labelled('state', [state], style), ...labelled('log', [log], style)];
  }
  return labelled('state', [`${state.padEnd(SHORT_STATE)} log: ${log}`], style);
}

function failureLines(failure: Failure, style: Style): string[] {
  return [
    `${style.bold(style.red('error'))} ${style.bold(failure.code)}: ${printable(failure.message)}`,
    ...labelled('why', [failure.why], style),
    ...causeLines(failure, style),
    ...labelled('fix', failure.fix, style),
  ];
}

/**
 * Shows errors to people: what happened, why and how to fix it for each, and below the last one the
 * state of the host and the path of the log. Whole lines; '' for no errors.
 */
export function failuresText(failures: readonly Failure[], style: Style): string {
  const last = failures.at(-1);
  if (last === undefined) return '';
  const lines = failures.flatMap((failure) => failureLines(failure, style));
  return `${[...lines, ...stateLines(last, style)].join('\n')}\n`;
}

/** Shows notices, which do not change the outcome. Whole lines; '' for none. */
export function noticesText(notices: readonly Notice[], style: Style): string {
  return notices
    .map((notice) =>
      [
        `${style.yellow('note')} ${style.bold(notice.code)}: ${printable(notice.message)}`,
        ...labelled('why', [notice.why], style),
        ...labelled('fix', notice.fix, style),
        '',
      ].join('\n'),
    )
    .join('');
}
