import type { Style } from './style.ts';
import { columnLines, counted, printable } from './text.ts';

/** Something that took time. `startMs` counts from the start of the process. */
export interface Span {
  readonly startMs: number;
  readonly ms: number;
}

/** A step that was taken or undone, including the observations it needed. */
export interface StepTime extends Span {
  readonly id: string;
  readonly title: string;
}

/** A child process that has ended. */
export interface ChildTime extends Span {
  readonly argv: readonly string[];
  /** null: a signal ended it. */
  readonly exitCode: number | null;
}

/** Where the time of one command went, in milliseconds; `data.timings` of the JSON answer. */
export interface Timings {
  readonly totalMs: number;
  /** Until the command began: Node's start, loading dmctl, parsing flags. */
  readonly startMs: number;
  /** The part of `startMs` until Node ran dmctl's first line. */
  readonly nodeMs: number;
  /** In the order in which they ended. */
  readonly steps: readonly StepTime[];
  /** In the order in which they began. */
  readonly children: readonly ChildTime[];
}

const HEADS = ['>at ms', '>took ms', ''];

/** Longest command shown; --json and the run's log have the rest. */
const WORDS_WIDTH = 56;

/** Shows what happened in its order, then the totals: whole lines below an empty one. */
export function timingsText(timings: Timings, style: Style): string {
  const { startMs, nodeMs, steps, children } = timings;
  const stepOf = (child: Span): Span | undefined => steps.find((step) => isWithin(child, step));
  const started = {
    startMs: 0,
    ms: startMs,
    words: `start-up, including ${ms(nodeMs)} for Node itself`,
  };
  const happened = [
    started,
    ...steps.map((step) => ({ ...step, words: step.title })),
    ...children.map((child) => {
      const indent = stepOf(child) === undefined ? '' : '  ';
      return { ...child, words: `${indent}${callWords(child)}` };
    }),
  ].sort((a, b) => a.startMs - b.startMs);
  const outside = children.filter((child) => stepOf(child) === undefined);
  const rows = happened.map((one) => [ms(one.startMs), ms(one.ms), printable(one.words)]);
  const [head = '', ...lines] = columnLines(HEADS, [...rows, ...sums(timings, outside)]);
  return `\n${[style.dim(head), ...lines].join('\n')}\n`;
}

const ms = (exact: number): string => String(Math.round(exact));

/** @param looks children outside of steps */
function sums({ totalMs, startMs, steps }: Timings, looks: readonly Span[]): readonly string[][] {
  const looking = covered(looks);
  const stepping = steps.reduce((sum, step) => sum + step.ms, 0);
  const left = Math.max(0, totalMs - startMs - looking - stepping);
  return [
    ...(looks.length > 0
      ? [['', ms(looking), `in ${counted(looks.length, 'program')} outside steps`]]
      : []),
    ...(steps.length > 0 ? [['', ms(stepping), `in ${counted(steps.length, 'step')}`]] : []),
    ['', ms(left), 'in dmctl itself, after start-up'],
    ['', ms(totalMs), 'total'],
  ];
}

const endOf = (span: Span): number => span.startMs + span.ms;

const isWithin = (inner: Span, outer: Span): boolean =>
  inner.startMs >= outer.startMs && inner.startMs < endOf(outer);

/** Milliseconds in which at least one of them was under way. */
function covered(spans: readonly Span[]): number {
  let [sum, until] = [0, 0];
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    sum += Math.max(0, endOf(span) - Math.max(until, span.startMs));
    until = Math.max(until, endOf(span));
  }
  return sum;
}

function callWords({ argv: [path = '', ...args], exitCode }: ChildTime): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const words = [name, ...args].join(' ').replaceAll(/\s+/g, ' ');
  const short = words.length > WORDS_WIDTH ? `${words.slice(0, WORDS_WIDTH - 1)}…` : words;
  return exitCode === 0 ? short : `${short} (${exitWords(exitCode)})`;
}

const exitWords = (exitCode: number | null): string =>
  exitCode === null ? 'ended by a signal' : `exit ${String(exitCode)}`;
