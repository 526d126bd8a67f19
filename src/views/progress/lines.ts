import type { ApplyEvent } from '../../model/plan/events.ts';
import { actionLine } from '../changes/action.ts';
import { noticesText } from '../failure-text.ts';
import { printable } from '../text.ts';
import { copiedText, seconds, stoppingText, type Canvas, type Progress } from './progress.ts';
import { counted } from '../text.ts';

type StepEvent = Extract<ApplyEvent, { step: unknown }>;

/** Shows progress as plain lines, one at the end of each step, with a prefix for logs. */
class ProgressLines implements Progress {
  readonly listener = (event: ApplyEvent): void => {
    for (const line of this.linesOf(event)) this.canvas.write(`${this.prefix}${line}\n`);
  };

  private readonly canvas: Canvas;
  private prefix = 'dmctl: ';
  private stops = 0;
  /** Title of the current step: its own line is written when it ends. */
  private current: string | null = null;
  /** When in the current step a line was last written, in milliseconds. */
  private saidAt = 0;
  private numbers = new Map<string, string>();

  constructor(canvas: Canvas) {
    this.canvas = canvas;
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  private linesOf(event: ApplyEvent): readonly string[] {
    const { style, verbose } = this.canvas;
    switch (event.kind) {
      case 'run-opened':
        return this.opened(event);
      case 'step-started':
        this.current = event.step.title;
        this.saidAt = 0;
        return verbose ? [this.stepLine(event, style.dim('begin'), '')] : [];
      case 'step-progress':
        return this.copied(event);
      case 'step-finished':
        return [this.finished(event)];
      case 'step-failed':
        return [this.stepLine(event, style.red('FAILED'), `: ${printable(event.message)}`)];
      case 'turned-back':
        return [`undoing all changes: ${printable(event.why)}`];
      case 'stopping':
        this.stops += 1;
        return [stoppingText(event.signal, this.stops, this.current)];
      case 'waiting-for-lock':
        return [printable(event.message)];
      case 'notice':
        return noticesText([event.notice], style).trimEnd().split('\n');
    }
  }

  private finished(event: Extract<ApplyEvent, { kind: 'step-finished' }>): string {
    const { style } = this.canvas;
    const word = event.how === 'adopted' ? 'already done' : seconds(event.durationMs);
    const mark = event.direction === 'undo' ? style.yellow('undone') : style.green('ok');
    return this.stepLine(event, mark, ` (${word})`);
  }

  /** Copying may take an hour: a line every ten seconds says how far it is. */
  private copied(event: Extract<ApplyEvent, { kind: 'step-progress' }>): readonly string[] {
    if (event.elapsedMs - this.saidAt < 10_000) return [];
    this.saidAt = event.elapsedMs;
    return [this.stepLine(event, this.canvas.style.dim('copying'), `: ${copiedText(event)}`)];
  }

  private opened(event: Extract<ApplyEvent, { kind: 'run-opened' }>): readonly string[] {
    const { steps, runId, resumed } = event;
    const total = String(steps.length);
    this.prefix = `dmctl ${runId}: `;
    this.numbers = new Map(
      steps.map(({ id }, i) => [id, `${String(i + 1).padStart(total.length)}/${total}`]),
    );
    return [`${resumed ? 'resuming' : 'starting'} the run, ${counted(steps.length, 'step')}`];
  }

  private stepLine({ step }: StepEvent, mark: string, tail: string): string {
    const number = this.numbers.get(step.id);
    const head = number === undefined ? mark : `${number} ${mark}`;
    const command = this.canvas.verbose ? `  ${actionLine(step.action)}` : '';
    return `${head} ${step.title}${tail}${command}`;
  }
}

/** @param canvas a stream that is no terminal, or one without cursor moves */
export function progressLines(canvas: Canvas): Progress {
  return new ProgressLines(canvas);
}
