import { reads, writes, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { UnitState } from '../model/facts/docker-state.ts';
import { wholeLines } from '../model/lines.ts';
import { shellWords } from '../model/shell-words.ts';

const SOURCE = 'systemctl show';

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'UnitFileState',
  'ExecStart',
  'Environment',
  'EnvironmentFiles',
  'NeedDaemonReload',
];

/** Asks for the state of several units, in one process. */
export function showUnits(names: readonly string[]): Command {
  return reads('systemctl', ['show', '--no-pager', '-p', PROPERTIES.join(','), ...names], 30_000);
}

/** Makes systemd read the files of all units anew. */
export const reloadUnits = (): Command => writes('systemctl', ['daemon-reload']);

/** How a unit starts its program. */
export interface ServiceStart {
  /** One argv for each ExecStart= line, with its `$VARIABLES`. */
  readonly execStart: readonly (readonly string[])[];
  readonly environment: Readonly<Record<string, string>>;
  /** EnvironmentFile=, in order. */
  readonly environmentFiles: readonly string[];
}

/**
 * Reads blocks of `Property=value` lines with an empty line between units. A unit that does not
 * exist has LoadState not-found.
 * @returns the units in the order asked for
 * @throws ParseError
 */
export const parseUnits = (stdout: string): readonly UnitState[] => blocksOf(stdout).map(unitState);

/** Reads from the same output how one of the units starts its program. @throws ParseError */
export function parseServiceStart(stdout: string, unit: string): ServiceStart {
  const block = blocksOf(stdout).find((one) => only(one, 'Id') === unit) ?? new Map();
  return {
    execStart: all(block, 'ExecStart').map(argvOf),
    environment: Object.fromEntries(all(block, 'Environment').flatMap(assignments)),
    environmentFiles: all(block, 'EnvironmentFiles').map(environmentFile),
  };
}

type Block = ReadonlyMap<string, readonly string[]>;

function blocksOf(stdout: string): readonly Block[] {
  return wholeLines(SOURCE, stdout)
    .join('\n')
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map(readBlock);
}

function readBlock(text: string): Block {
  const block = new Map<string, string[]>();
  for (const line of text.trim().split('\n')) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new ParseError(SOURCE, 'Property=value', line);
    }
    block.set(name, [...(block.get(name) ?? []), value]);
  }
  return block;
}

/** Values that are not empty; properties a unit does not have are not printed. */
const all = (block: Block, name: string): readonly string[] =>
  (block.get(name) ?? []).filter((value) => value !== '');

function only(block: Block, name: string): string {
  const value = block.get(name)?.[0];
  if (value !== undefined) return value;
  // Their names alone: the values of Environment= may be secret.
  throw new ParseError(SOURCE, name, [...block.keys()].join(' '));
}

function unitState(block: Block): UnitState {
  return {
    name: only(block, 'Id'),
    loaded: only(block, 'LoadState') === 'loaded',
    active: only(block, 'ActiveState'),
    enabled: block.get('UnitFileState')?.[0] ?? '',
    stale: block.get('NeedDaemonReload')?.[0] === 'yes',
  };
}

/** `{ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd -H fd:// ; ignore_errors=no ; ... }` */
function argvOf(value: string): readonly string[] {
  const argv = /argv\[\]=(.*?) ; ignore_errors=/.exec(value)?.[1];
  if (argv === undefined) throw new ParseError(SOURCE, 'argv[] of ExecStart', value);
  return shellWords(argv);
}

function assignments(value: string): readonly (readonly [string, string])[] {
  return shellWords(value).map((word) => {
    const equals = word.indexOf('=');
    if (equals < 1) throw new ParseError(SOURCE, 'NAME=value in Environment', '');
    return [word.slice(0, equals), word.slice(equals + 1)] as const;
  });
}

/** `/etc/default/docker (ignore_errors=yes)` */
const environmentFile = (value: string): string => value.replace(/ \(ignore_errors=\w+\)$/, '');
