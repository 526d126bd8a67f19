import type { Failure } from '../model/errors.ts';
import { EXIT, type ExitCode, type PluginExit } from '../model/exit-codes.ts';
import type { Notice } from '../model/notice.ts';
import type { Style } from './style.ts';

/** The result of a command, for people and for scripts. */
export interface Answer {
  /** The command as it is typed, `setup direct-lvm`. */
  readonly command: string;
  readonly changed: boolean;
  readonly exitCode: ExitCode | PluginExit;
  readonly runId: string | null;
  /** The `data` of the JSON answer: sizes are integers in bytes, unknown is null. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Notice[];
  /** Why it failed; the first one becomes `error` in the JSON answer. */
  readonly failures: readonly Failure[];
  /** The answer for people in whole lines; '' if there is nothing to add. */
  readonly text: (style: Style) => string;
}

/** The answer of a command that succeeded, changed nothing and has nothing to add. */
export const plainAnswer = (command: string): Answer => ({
  command,
  changed: false,
  exitCode: EXIT.done,
  runId: null,
  data: {},
  warnings: [],
  failures: [],
  text: () => '',
});
