import type { Failure } from '../model/errors.ts';
import { EXIT, type ExitCode, type PluginExit } from '../model/exit-codes.ts';
import type { Notice } from '../model/notice.ts';
import type { Style } from './style.ts';

/** What a command has to say when it ends, for people and for scripts alike. */
export interface Answer {
  /** In the contract's words, `setup direct-lvm`. */
  readonly command: string;
  readonly changed: boolean;
  readonly exitCode: ExitCode | PluginExit;
  readonly runId: string | null;
  /** The contract's `data`: sizes are integers in bytes, unknown is null. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Notice[];
  /** Why it did not go as asked; the first one becomes the contract's `error`. */
  readonly failures: readonly Failure[];
  /** The answer for people, whole lines; '' where there is nothing to add. */
  readonly text: (style: Style) => string;
}

/** The answer of a command that changed nothing, went as asked, and has nothing to add. */
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
