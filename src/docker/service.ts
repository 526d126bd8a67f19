import { reads, writes, type Command } from '../model/command.ts';
import type { ServiceManager, UnitState } from '../model/facts/docker-state.ts';
import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';
import { shellWords } from './environment.ts';

const SOURCE = 'systemctl show';

/** docker.service alone would leave docker.socket, which starts it again (systemd.socket(5)). */
export function stopDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['stop', 'docker.service', 'docker.socket'])
    : writes('service', ['docker', 'stop']);
}

/** docker.service requires docker.socket where there is one. */
export function startDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['start', 'docker.service'])
    : writes('service', ['docker', 'start']);
}

/** Clears systemd's count of failed starts, which would refuse the next one. */
export function resetFailedDocker(units: readonly string[] = ['docker.service']): Command {
  return writes('systemctl', ['reset-failed', ...units]);
}

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'UnitFileState',
  'ExecStart',
  'Environment',
  'EnvironmentFiles',
];

/** The state of several units, in one process. */
export function unitStates(names: readonly string[]): Command {
  return reads('systemctl', ['show', '--no-pager', '-p', PROPERTIES.join(','), ...names], 30_000);
}

/** How docker.service runs dockerd. */
export interface Units {
  /** In the order asked for. */
  readonly units: readonly UnitState[];
  /** One argv for each ExecStart= line of docker.service, with its `$VARIABLES`. */
  readonly execStart: readonly (readonly string[])[];
  /** Environment= of docker.service. */
  readonly environment: Readonly<Record<string, string>>;
  /** EnvironmentFile= of docker.service, in order. */
  readonly environmentFiles: readonly string[];
}

/**
 * Reads blocks of `Property=value` lines with an empty line between units. A unit that does not
 * exist has LoadState not-found.
 * @throws ParseError
 */
export function parseUnits(stdout: string): Units {
  const blocks = wholeLines(SOURCE, stdout)
    .join('\n')
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map(readBlock);
  const docker = blocks.find((block) => only(block, 'Id') === 'docker.service') ?? new Map();
  return {
    units: blocks.map(unitState),
    execStart: all(docker, 'ExecStart').map(argvOf),
    environment: Object.fromEntries(all(docker, 'Environment').flatMap(assignments)),
    environmentFiles: all(docker, 'EnvironmentFiles').map(environmentFile),
  };
}

type Block = ReadonlyMap<string, readonly string[]>;

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
