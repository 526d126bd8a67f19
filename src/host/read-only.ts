import type { Command } from '../model/command.ts';
import type { Host } from '../model/host.ts';

/** What a look at the host may ask for; everything else of Host changes something. */
const LOOKING = [
  'locate',
  'lstat',
  'stat',
  'realPath',
  'readText',
  'readBytes',
  'list',
  'getFromSocket',
  'freeSpace',
  'canOpenExclusively',
  'firstNonZero',
  'now',
] as const satisfies readonly (keyof Host)[];

/**
 * The same host for looking only: what would change it is a bug, and an exception. Dry runs,
 * verify and every look between two steps go through it.
 */
export function readOnly(host: Host): Host {
  const looking = Object.fromEntries(LOOKING.map((name) => [name, host[name]]));
  const run = (command: Command): ReturnType<Host['run']> => {
    if (command.writes) throw new Error(`a look at the host would start ${command.program}`);
    return host.run(command);
  };
  return new Proxy({ ...looking, euid: host.euid, run } as Host, {
    get: (target, name) => {
      if (name in target || typeof name === 'symbol') return Reflect.get(target, name) as unknown;
      throw new Error(`a look at the host would call ${name}`);
    },
  });
}
