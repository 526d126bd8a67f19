import { plainAnswer, type Answer } from '../views/answer.ts';
import { bashCompletion } from '../views/completion/bash.ts';
import { zshCompletion } from '../views/completion/zsh.ts';
import { commandLine, type KnownCommands } from './command-line.ts';

/** The shells there is a script for. */
export const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion } as const;

export type Shell = keyof typeof COMPLETIONS;

/** `dmctl completion SHELL`: needs neither root nor a look at the host. */
export function completion(shell: Shell, known: KnownCommands): Answer {
  const script = COMPLETIONS[shell](commandLine(known));
  return { ...plainAnswer('completion'), data: { shell, script }, text: () => script };
}
