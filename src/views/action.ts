import { writes, type Command } from '../model/command.ts';
import type { Action } from '../model/plan.ts';
import { commandLine } from './script/quote.ts';

type Call = Extract<Action, { kind: 'run' | 'swap-table' }>;

/** Does it come down to one program call where nothing fails? */
export function isCall(action: Action): action is Call {
  return action.kind === 'run' || action.kind === 'swap-table';
}

function commandOf(action: Call): Command {
  return action.kind === 'run' ? action.command : writes('dmsetup', ['resume', action.swap.pool]);
}

/** What a step does, in one line: a command as it would be typed, or what happens to a file. */
export function actionLine(action: Action): string {
  return isCall(action) ? `$ ${commandLine(commandOf(action))}` : effectLine(action);
}

function effectLine(action: Exclude<Action, Call>): string {
  switch (action.kind) {
    case 'write-file':
      return `${action.replaces === null ? 'write' : 'replace'} ${action.path}`;
    case 'remove-file':
      return `remove ${action.path}`;
    case 'make-directory':
      return `make the folder ${action.path}`;
    case 'remove-directory':
      return `remove the empty folder ${action.path}`;
    case 'remove-tree':
      return `remove ${action.path} and all in it`;
    case 'remove-holders':
      return `remove the device-mapper devices on top of ${action.device}`;
    case 'remove-loop-pool':
      return `remove the device-mapper devices of the loop files in ${action.dataRoot}`;
    case 'rename-directory':
      return `rename ${action.from} to ${action.to}`;
    case 'grow-file':
      return `grow ${action.file.path} from ${String(action.from)} to ${String(action.to)} bytes`;
    case 'zero-range': {
      const range = `${String(action.length)} bytes from byte ${String(action.offset)}`;
      return `write zeros to ${action.device}, ${range}`;
    }
  }
}

/** The same for scripts: `argv` of a program, or the path of what is changed. */
export function actionJson(action: Action): Readonly<Record<string, unknown>> {
  if (isCall(action)) {
    const { program, args } = commandOf(action);
    return { kind: action.kind, argv: [program, ...args] };
  }
  switch (action.kind) {
    case 'rename-directory':
      return { kind: action.kind, path: action.from, to: action.to };
    case 'grow-file':
      return { kind: action.kind, path: action.file.path, from: action.from, to: action.to };
    case 'remove-holders':
    case 'zero-range':
      return { kind: action.kind, path: action.device };
    case 'remove-loop-pool':
      return { kind: action.kind, path: action.dataRoot };
    case 'write-file':
    case 'remove-file':
    case 'make-directory':
    case 'remove-directory':
    case 'remove-tree':
      return { kind: action.kind, path: action.path };
  }
}
