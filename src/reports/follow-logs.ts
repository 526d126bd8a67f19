import { EXIT, exitOn } from '../model/exit-codes.ts';
import type { LogEntry } from '../model/log-entry.ts';
import type { Since } from '../model/since.ts';
import { followLogs } from '../observe/logs/logs.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { LogLines } from '../views/reports/log-lines.ts';
import { logGround } from './logs.ts';
import type { Output } from '../run/output.ts';
import type { Parts } from '../run/context.ts';
import { styleFor } from '../run/show.ts';
import { untilSignal, type UntilSignal } from '../run/signals.ts';

/** A repeated line is held back no longer than this. */
const HOLD_MS = 1000;

/** Time between two reads of the files. */
const LOOK_MS = 500;

/**
 * `dmctl logs -f`: prints past messages, and new ones until a signal ends it or nobody reads the output
 * any more.
 */
export async function followLog(
  parts: Parts,
  since: Since,
  output: Output,
  stdout: NodeJS.WriteStream = process.stdout,
): Promise<Answer> {
  const { span, sources } = await logGround(parts, since);
  const lines = new LogLines({ style: styleFor(stdout, output), all: output.verbose });
  const until = untilSignal(stdout);
  try {
    const stop = until.asked;
    const wait = (): Promise<void> => until.pause(LOOK_MS);
    const entries = followLogs(parts.reader, span, sources, { stop, wait });
    for await (const text of timely(entries, lines, until)) {
      if (!output.quiet) await written(stdout, text, stop);
    }
  } finally {
    until.end();
  }
  const signal = until.signal();
  return { ...plainAnswer('logs'), exitCode: signal === null ? EXIT.done : exitOn(signal) };
}

/** Yields the text of entries as they come; a line held back follows after a second of silence. */
async function* timely(
  entries: AsyncGenerator<LogEntry, void>,
  lines: LogLines,
  until: UntilSignal,
): AsyncGenerator<string, void> {
  let next = entries.next();
  let second: Promise<null> | null = null;
  for (;;) {
    // One timer at a time, however many lines come meanwhile.
    if (lines.isHolding) second ??= until.pause(HOLD_MS).then(() => null);
    const come = await Promise.race([next, ...(second === null ? [] : [second])]);
    if (come === null) {
      second = null;
      yield lines.end();
      continue;
    }
    if (come.done === true) break;
    yield lines.add(come.value);
    next = entries.next();
  }
  yield lines.end();
}

/** Writes a text, and waits for a slow reader. */
async function written(stdout: NodeJS.WriteStream, text: string, stop: AbortSignal): Promise<void> {
  if (text === '' || stop.aborted || stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      stdout.off('drain', go);
      stop.removeEventListener('abort', go);
      resolve();
    };
    stdout.once('drain', go);
    stop.addEventListener('abort', go);
  });
}
