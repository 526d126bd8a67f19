import { reads, writes, type Command, type Outcome } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { UnitState } from '../model/facts/docker-state.ts';
import { wholeLines } from '../model/lines.ts';
import { shellWords } from '../model/shell-words.ts';

const SOURCE = 'systemctl show';

const STATE = ['Id', 'LoadState', 'ActiveState', 'UnitFileState'];
const START = ['ExecStart', 'Environment', 'EnvironmentFiles'];
const RELOAD = 'NeedDaemonReload';

/** Asks for the state of several units and how they start their programs, in one process. */
export const showUnits = (names: readonly string[]): Command =>
  show([...STATE, ...START, RELOAD], names);

/** Asks for what every unit has, whatever its type. */
export const showStates = (names: readonly string[]): Command => show([...STATE, RELOAD], names);

/** Asks how a service starts its program. */
export const showStart = (service: string): Command => show(['Id', ...START], [service]);

const show = (properties: readonly string[], names: readonly string[]): Command =>
  reads('systemctl', ['show', '--no-pager', '-p', properties.join(','), ...names], 30_000);

/**
 * Did `systemctl show` stop at a unit that lacks a property, as a socket lacks ExecStart? It says nothing
 * then, and leaves out the units behind it: systemd 231 and 232, and 219 of RHEL 7.4 to 7.9 (systemd
 * 6d590cc99d, mended in f1669917f5).
 */
export const stoppedAtUnit = ({ exitCode, stderr }: Outcome): boolean =>
  exitCode === 1 && stderr.trim() === '';

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
    environmentFiles: ENVIRONMENT_FILES.flatMap((name) => all(block, name)).map(environmentFile),
  };
}

/** systemd before 238 prints the second where it is asked for the first (009192bb03). */
const ENVIRONMENT_FILES = ['EnvironmentFiles', 'EnvironmentFile'];

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
