import type { Command, Outcome } from '../model/command.ts';
import type { Host } from '../model/host.ts';

/** What a look at the host may ask for; everything else of Host changes something. */
const LOOKING: ReadonlySet<string | symbol> = new Set([
  'euid',
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
  'readRange',
  'now',
] satisfies (keyof Host)[]);

/**
 * The same host for looking only: what would change it is a bug, and an exception. Dry runs,
 * verify and every look between two steps go through it.
 */
export function readOnly(host: Host): Host {
  const run = (command: Command): Promise<Outcome> => {
    if (command.writes) throw new Error(`a look at the host would start ${command.program}`);
    return host.run(command);
  };
  return new Proxy(host, {
    get: (target, name) => {
      if (name === 'run') return run;
      if (LOOKING.has(name)) return Reflect.get(target, name) as unknown;
      throw new Error(`a look at the host would call ${String(name)}`);
    },
  });
}
