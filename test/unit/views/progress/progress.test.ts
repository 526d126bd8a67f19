import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../../../src/model/plan/events.ts';
import type { Step } from '../../../../src/model/plan/plan.ts';
import { progressLines } from '../../../../src/views/progress/lines.ts';
import { progressTerminal } from '../../../../src/views/progress/terminal.ts';
import type { Progress } from '../../../../src/views/progress/progress.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { stepId } from '../../../helpers/step-id.ts';

const step = (id: string): Step => ({
  id: stepId(id),
  title: `Do ${id}`,
  why: 'because',
  documented: null,
  risk: 'safe',
  before: [],
  action: { kind: 'run', command: { program: 'vgcreate', args: [id], writes: true } },
  after: [],
  undo: [],
});

const [one, two, three] = [step('one'), step('two'), step('three')] as const;
const steps = [one, two, three];

const opened: ApplyEvent = { kind: 'run-opened', runId: '7f3a1c', steps, resumed: false };
const started = (s: Step, direction: 'do' | 'undo' = 'do'): ApplyEvent => ({
  kind: 'step-started',
  direction,
  step: s,
});
const finished = (s: Step, how: 'acted' | 'adopted' = 'acted'): ApplyEvent => ({
  kind: 'step-finished',
  direction: 'do',
  step: s,
  how,
  durationMs: 420,
});
const failed = (s: Step): ApplyEvent => ({
  kind: 'step-failed',
  direction: 'do',
  step: s,
  message: 'no room',
});
const undone = (s: Step): ApplyEvent => ({
  kind: 'step-finished',
  direction: 'undo',
  step: s,
  how: 'acted',
  durationMs: 1234,
});

/** A run that fails at its second step and puts the first one back. */
const putBack: readonly ApplyEvent[] = [
  opened,
  started(one),
  finished(one),
  started(two),
  failed(two),
  { kind: 'turned-back', why: 'no room' },
  started(one, 'undo'),
  undone(one),
];

describe('progress as plain lines', () => {
  function said(events: readonly ApplyEvent[], verbose = false): string[] {
    const lines: string[] = [];
    const style = makeStyle(false, 'iec');
    const progress = progressLines({ write: (text) => lines.push(text), style, verbose });
    for (const event of events) progress.listener(event);
    return lines;
  }

  test('has one line for each step that ended, with the run and the number in front', () => {
    expect(said([opened, started(one), finished(one), finished(two, 'adopted')])).toEqual([
      'dmctl 7f3a1c: starting the run, 3 steps\n',
      'dmctl 7f3a1c: 1/3 ok Do one (0.42 s)\n',
      'dmctl 7f3a1c: 2/3 ok Do two (already done)\n',
    ]);
  });

  test('tells of a failure and of what is put back', () => {
    expect(said(putBack).slice(2)).toEqual([
      'dmctl 7f3a1c: 2/3 FAILED Do two: no room\n',
      'dmctl 7f3a1c: undoing all changes: no room\n',
      'dmctl 7f3a1c: 1/3 undone Do one (1.23 s)\n',
    ]);
  });

  test('with --verbose tells of the command when a step begins', () => {
    expect(said([opened, started(one)], true)[1]).toBe(
      'dmctl 7f3a1c: 1/3 begin Do one  $ vgcreate one\n',
    );
  });

  test('says that a signal stops the run after this step, and a second one no sooner', () => {
    const stopping: ApplyEvent = { kind: 'stopping', signal: 'SIGINT' };
    expect(said([stopping, opened, started(one), stopping])).toEqual([
      'dmctl: SIGINT: finishing this step, then stopping\n',
      'dmctl 7f3a1c: starting the run, 3 steps\n',
      "dmctl 7f3a1c: still finishing 'Do one': LVM and Docker commands are never interrupted\n",
    ]);
  });
});

describe('progress on a terminal', () => {
  async function drawn(events: readonly ApplyEvent[]): Promise<string> {
    const stream = Object.assign(new PassThrough(), { columns: 80, rows: 40, isTTY: true });
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('utf8')));
    const canvas = {
      write: (text: string) => void stream.write(text),
      style: makeStyle(false, 'iec'),
      verbose: false,
    };
    const progress: Progress = progressTerminal(canvas, stream as unknown as NodeJS.WriteStream);
    for (const event of events) progress.listener(event);
    await progress.end();
    return chunks.join('');
  }

  /** What stands on the screen in the end: listr2 writes its last state once more, whole. */
  const lastLines = (text: string, from: string): string => text.slice(text.lastIndexOf(from));

  test('ticks each step off with the time it took', async () => {
    const events = [opened, ...steps.flatMap((s) => [started(s), finished(s)])];
    const screen = lastLines(await drawn(events), '✔ Do one');
    expect(screen).toContain('✔ Do one 0.42 s');
    expect(screen).toContain('✔ Do three 0.42 s');
  });

  test('marks the steps that a stop left out, and fails none of them', async () => {
    const screen = lastLines(await drawn([opened, started(one), finished(one)]), '✔ Do one');
    expect(screen).toContain('↓ Do two');
    expect(screen).not.toContain('✖');
  });

  test('shows the step that failed and what is put back', async () => {
    const screen = await drawn(putBack);
    expect(screen).toContain('✖ Do two');
    expect(lastLines(screen, '✔ Undoing all changes: no room')).toContain('› Do one 1.23 s');
  });

  test('of a run that is taken up counts its earlier steps as done', async () => {
    const events = [opened, started(three), finished(three)];
    expect(lastLines(await drawn(events), '✔ Do one')).toContain('✔ Do three 0.42 s');
  });

  test('leaves the cursor shown and the signals alone', async () => {
    const before = process.listenerCount('SIGINT');
    const screen = await drawn([opened, started(one), failed(one)]);
    const show = `${String.fromCharCode(27)}[?25h`;
    expect(screen.lastIndexOf(show)).toBeGreaterThan(screen.indexOf('Do one'));
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
