import type { Command, Outcome } from '../model/command.ts';
import type { Host } from '../model/host.ts';

/** The functions of Host that only read; all others change something. */
const LOOKING: ReadonlySet<string | symbol> = new Set([
  'euid',
  'locate',
  'lstat',
  'stat',
  'realPath',
  'readText',
  'readBytes',
  'fileLines',
  'gunzippedLines',
  'list',
  'getFromSocket',
  'freeSpace',
  'availableSpace',
  'freeInodes',
  'canOpenExclusively',
  'firstNonZero',
  'readRange',
  'tarSplitDigest',
  'digestOf',
  'now',
  'bootedAt',
] satisfies (keyof Host)[]);

/**
 * Returns a read-only view of the host: a call that would change it throws, as it is a bug. Dry
 * runs, verify and the checks between steps use it.
 */
export function readOnly(host: Host): Host {
  const mustRead = ({ program, writes }: Command): void => {
    if (writes) throw new Error(`a look at the host would start ${program}`);
  };
  const run = (command: Command): Promise<Outcome> => {
    mustRead(command);
    return host.run(command);
  };
  const lines = (command: Command, stop: AbortSignal): AsyncIterable<string> => {
    mustRead(command);
    return host.lines(command, stop);
  };
  return new Proxy(host, {
    get: (target, name) => {
      if (name === 'run') return run;
      if (name === 'lines') return lines;
      if (LOOKING.has(name)) return Reflect.get(target, name) as unknown;
      throw new Error(`a look at the host would call ${String(name)}`);
    },
  });
}
