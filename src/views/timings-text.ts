import { columnLines } from './columns.ts';
import { printable } from './printable.ts';
import { counted } from './changes/step-text.ts';
import type { Style } from './style.ts';

/** Something that took time. `startMs` counts from the start of the process. */
export interface Span {
  readonly startMs: number;
  readonly ms: number;
}

/** A step, taken or undone, its own looks included. */
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

/** Where the time of one command went, in milliseconds; the contract's `data.timings`. */
export interface Timings {
  readonly totalMs: number;
  /** Until the command could begin: Node's own start, dmctl's code, the flags. */
  readonly startMs: number;
  /** Of these, until Node came to dmctl's first line. */
  readonly nodeMs: number;
  /** As they ended. */
  readonly steps: readonly StepTime[];
  /** As they began. */
  readonly children: readonly ChildTime[];
}

const COLUMNS = [
  { head: 'at ms', right: true },
  { head: 'took ms', right: true },
  { head: '' },
] as const;

/** What is enough to know a call by; --json and the run's log have the rest. */
const WORDS_WIDTH = 56;

/** For people, whole lines below an empty one: first what happened in its order, then the sums. */
export function timingsText(timings: Timings, style: Style): string {
  const { startMs, nodeMs, steps, children } = timings;
  const stepOf = (child: Span): Span | undefined => steps.find((step) => isWithin(child, step));
  const started = { startMs: 0, ms: startMs, words: `start-up, ${ms(nodeMs)} of it Node's own` };
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
  const [head = '', ...lines] = columnLines(COLUMNS, [...rows, ...sums(timings, outside)]);
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
      ? [['', ms(looking), `in ${counted(looks.length, 'program')} that looked`]]
      : []),
    ...(steps.length > 0 ? [['', ms(stepping), `in ${counted(steps.length, 'step')}`]] : []),
    ['', ms(left), 'in dmctl itself, after its start'],
    ['', ms(totalMs), 'in all'],
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
