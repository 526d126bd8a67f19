import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels as Level,
  ListrLogger,
  ProcessOutput,
  type ListrTask,
} from 'listr2';
import type { ApplyEvent } from '../../model/plan/events.ts';
import type { Step } from '../../model/plan/plan.ts';
import { actionLine } from '../changes/action.ts';
import { noticesText } from '../failure-text.ts';
import { copiedText, seconds, stoppingText, type Canvas, type Progress } from './progress.ts';
import type { Style } from '../style.ts';
import { printable } from '../text.ts';

/** listr2 draws only where standard output is a terminal; ours is drawn on another stream. */
class AnyTerminalRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

type RowEnd = 'done' | 'skipped';

/** listr2's wrapper of a task, which draws the row. */
interface Drawn {
  title: unknown;
  output: unknown;
}

/** One line of the list. It is settled from outside, often before listr2 draws it. */
class Row {
  readonly ended: Promise<RowEnd>;
  settle: (how: RowEnd | Error) => void = () => undefined;
  private shownTitle: string;
  private unsaid: string[] = [];
  private drawn: Drawn | null = null;

  constructor(title: string) {
    this.shownTitle = title;
    this.ended = new Promise((resolve, reject) => {
      this.settle = (how) => {
        if (how instanceof Error) reject(how);
        else resolve(how);
      };
    });
    // A row that fails before it is drawn must not count as a rejection nobody looks at.
    this.ended.catch(() => undefined);
  }

  get title(): string {
    return this.shownTitle;
  }

  attach(drawn: Drawn): void {
    this.drawn = drawn;
    drawn.title = this.shownTitle;
    for (const text of this.unsaid) drawn.output = text;
  }

  rename(title: string): void {
    this.shownTitle = title;
    if (this.drawn) this.drawn.title = title;
  }

  /** Shows text below the title. */
  say(text: string): void {
    if (this.drawn) this.drawn.output = text;
    else this.unsaid.push(text);
  }
}

const taskOf = (row: Row): ListrTask => ({
  title: row.title,
  rendererOptions: { outputBar: Number.POSITIVE_INFINITY, persistentOutput: true },
  task: async (_context, wrapper) => {
    row.attach(wrapper);
    if ((await row.ended) === 'skipped') wrapper.skip();
  },
});

const colours = (style: Style): Record<string, (text?: string) => string> =>
  Object.fromEntries(
    (
      [
        [Level.COMPLETED, style.green],
        [Level.PENDING, style.yellow],
        [Level.FAILED, style.red],
        [Level.WAITING, style.dim],
        [Level.OUTPUT, style.dim],
        [Level.COMPLETED_WITH_FAILED_SISTER_TASKS, style.dim],
      ] as const
    ).map(([level, paint]) => [level, (text = '') => paint(text)]),
  );

/** Draws rows until all have ended or one has failed. It never ends the process. */
async function draw(rows: readonly Row[], stream: NodeJS.WriteStream, style: Style): Promise<void> {
  const logger = new ListrLogger({
    useIcons: true,
    toStderr: [],
    processOutput: new ProcessOutput(stream, stream),
  });
  const list = new Listr(rows.map(taskOf), {
    renderer: AnyTerminalRenderer,
    rendererOptions: { logger, color: colours(style), collapseErrors: false, formatOutput: 'wrap' },
    // With its own listener listr2 would exit with 127 in the middle of a step.
    registerSignalListeners: false,
  });
  await list.run().catch(() => undefined);
}

/** Shows progress as a list of steps that is redrawn in place. */
class ProgressTerminal implements Progress {
  readonly listener = (event: ApplyEvent): void => {
    this.take(event);
  };

  private readonly canvas: Canvas;
  private readonly stream: NodeJS.WriteStream;
  private steps: readonly Step[] = [];
  private rows = new Map<string, Row>();
  private undoing: Row | null = null;
  private stops = 0;
  private current: Row | null = null;
  private drawn: Promise<void> = Promise.resolve();

  constructor(canvas: Canvas, stream: NodeJS.WriteStream) {
    this.canvas = canvas;
    this.stream = stream;
  }

  /** Closes the rows that are still open; the outcome of the run is reported elsewhere. */
  async end(): Promise<void> {
    if (this.undoing) this.undoing.settle('done');
    else this.closeList();
    await this.drawn;
  }

  private take(event: ApplyEvent): void {
    switch (event.kind) {
      case 'run-opened':
        this.steps = event.steps;
        return;
      case 'step-started':
        this.started(event);
        return;
      case 'step-progress':
        this.rows
          .get(event.step.id)
          ?.rename(`${event.step.title} ${this.canvas.style.dim(copiedText(event))}`);
        return;
      case 'step-finished':
        this.finished(event);
        return;
      case 'step-failed':
        this.failed(event);
        return;
      case 'turned-back':
        this.turn(printable(event.why));
        return;
      case 'stopping':
        this.stops += 1;
        this.say(stoppingText(event.signal, this.stops, null));
        return;
      case 'waiting-for-lock':
        this.say(printable(event.message));
        return;
      case 'notice':
        this.say(noticesText([event.notice], this.canvas.style).trimEnd());
    }
  }

  private say(text: string): void {
    const row = this.undoing ?? this.current;
    if (row) row.say(text);
    else this.canvas.write(`${text}\n`);
  }

  private started({ direction, step }: Extract<ApplyEvent, { kind: 'step-started' }>): void {
    if (direction === 'undo') {
      this.turn('');
      return;
    }
    if (this.rows.size === 0) this.openList();
    // Steps before this one that nobody spoke of were done by an earlier part of the run.
    for (const [id, row] of this.rows) {
      if (id === step.id) break;
      row.settle('done');
    }
    this.current = this.rows.get(step.id) ?? null;
    if (this.canvas.verbose) this.current?.say(actionLine(step.action));
  }

  private finished(event: Extract<ApplyEvent, { kind: 'step-finished' }>): void {
    const { direction, step, how, durationMs } = event;
    const took = this.canvas.style.dim(how === 'adopted' ? 'already done' : seconds(durationMs));
    if (direction === 'undo') {
      this.undoing?.say(`${step.title} ${took}`);
      return;
    }
    const row = this.rows.get(step.id);
    row?.rename(`${step.title} ${took}`);
    row?.settle('done');
  }

  private failed(event: Extract<ApplyEvent, { kind: 'step-failed' }>): void {
    const { direction, step } = event;
    const message = printable(event.message);
    if (direction === 'undo') {
      this.undoing?.say(`${step.title}: ${message}`);
      this.undoing?.settle(new Error(message));
      return;
    }
    this.rows.get(step.id)?.settle(new Error(message));
  }

  private openList(): void {
    const rows = this.steps.map((step) => [step.id, new Row(step.title)] as const);
    this.rows = new Map(rows);
    this.show([...this.rows.values()]);
  }

  /** Ends the list where it stands: the steps not reached are marked as skipped. */
  private closeList(): void {
    for (const row of this.rows.values()) row.settle('skipped');
    this.current = null;
  }

  private turn(why: string): void {
    if (this.undoing) return;
    this.closeList();
    this.undoing = new Row(why === '' ? 'Undoing all changes' : `Undoing all changes: ${why}`);
    this.show([this.undoing]);
  }

  private show(rows: readonly Row[]): void {
    this.drawn = this.drawn.then(() => draw(rows, this.stream, this.canvas.style));
  }
}

/**
 * Shows progress on a terminal with listr2. Its own rollback and signal handling are not used: both
 * belong to the run, and a view only shows them.
 * @param stream the terminal
 */
export function progressTerminal(canvas: Canvas, stream: NodeJS.WriteStream): Progress {
  return new ProgressTerminal(canvas, stream);
}
