import { reads, type Command } from '../model/command.ts';
import type { DevicemapperStatus, DockerInfo } from '../model/facts/docker-state.ts';
import { ParseError } from '../model/errors.ts';
import { fields, parseJson, quoted, type JsonRecord } from '../model/json.ts';
import { bytes, type Bytes } from '../model/units.ts';

const SOURCE = 'docker info';

/** A daemon that hangs on its pool never answers, so the client is given up after a minute. */
export const dockerInfo = (): Command =>
  reads('docker', ['info', '--format', '{{json .}}'], 60_000);

/**
 * @throws ParseError, also when the client could not reach the daemon: it exits with 0 then and
 * says so in ServerErrors
 */
export function parseDockerInfo(stdout: string): DockerInfo {
  const answer = parseJson(SOURCE, stdout);
  const info = fields(SOURCE, answer);
  const { ServerErrors: errors, DriverStatus: status } = answer as JsonRecord;
  if (Array.isArray(errors) && errors.length > 0) {
    throw new ParseError(SOURCE, 'an answer of the daemon', errors.map(String).join('; '));
  }
  const storageDriver = info.name('Driver');
  return {
    serverVersion: info.name('ServerVersion'),
    storageDriver,
    dataRoot: info.name('DockerRootDir'),
    containers: info.count('Containers'),
    running: info.count('ContainersRunning') + info.count('ContainersPaused'),
    images: info.count('Images'),
    loggingDriver: info.name('LoggingDriver'),
    liveRestore: info.flag('LiveRestoreEnabled'),
    devicemapper: storageDriver === 'devicemapper' ? devicemapper(status) : null,
  };
}

/** DriverStatus is a list of pairs; blank ones vanish from Docker 17.11 on. */
function devicemapper(status: unknown): DevicemapperStatus {
  const pairs = new Map(pairsOf(status));
  const poolName = pairs.get('Pool Name');
  if (poolName === undefined) throw new ParseError(SOURCE, 'Pool Name', quoted(status));
  const textOf = (name: string) => nonEmpty(pairs.get(name));
  const sizeOf = (name: string) => {
    const text = pairs.get(name);
    return text === undefined ? null : parseDecimalSize(text);
  };
  return {
    poolName,
    dataLoopFile: textOf('Data loop file'),
    metadataLoopFile: textOf('Metadata loop file'),
    dataTotal: sizeOf('Data Space Total'),
    dataUsed: sizeOf('Data Space Used'),
    metadataTotal: sizeOf('Metadata Space Total'),
    metadataUsed: sizeOf('Metadata Space Used'),
    deferredRemoval: switchOf(pairs, 'Deferred Removal Enabled'),
    deferredDeletion: switchOf(pairs, 'Deferred Deletion Enabled'),
  };
}

const nonEmpty = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text;

function pairsOf(status: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(status)) {
    throw new ParseError(SOURCE, 'a list DriverStatus', quoted(status));
  }
  return status.map((pair: unknown) => {
    const [name, value]: readonly unknown[] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof name === 'string' && typeof value === 'string') return [name, value] as const;
    throw new ParseError(SOURCE, 'a pair of strings', quoted(pair));
  });
}

function switchOf(pairs: ReadonlyMap<string, string>, name: string): boolean | null {
  const value = pairs.get(name);
  if (value === undefined) return null;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ParseError(SOURCE, `true or false for ${name}`, value);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const DECIMAL_SIZE = /^(\d{1,4}(?:\.\d{1,3})?(?:e\+\d{2})?) ?([kMGTP]?B)$/;

/**
 * Docker prints four digits and decimal units, `10.2GB` or `10.2 GB` (go-units, HumanSize); the
 * result is as coarse as that.
 * @throws ParseError
 */
export function parseDecimalSize(text: string): Bytes {
  const [, number, unit] = DECIMAL_SIZE.exec(text) ?? [];
  if (number === undefined || unit === undefined) {
    throw new ParseError(SOURCE, 'a size such as 10.2 GB', text);
  }
  return bytes(Math.round(Number(number) * 1000 ** UNITS.indexOf(unit)));
}

/** Returns the rounding error of a figure printed by Docker, half a fourth digit (go-units). */
const tolerance = (printed: Bytes): number =>
  printed === 0 ? 0 : Math.max(1, 10 ** (Math.floor(Math.log10(printed)) - 3) / 2);

/**
 * Tells whether Docker would print `exactSize` as `printed`: it prints four significant digits
 * (go-units, HumanSize, "%.4g"), so a figure may be off by half a unit of the fourth.
 */
export const roundsTo = (exactSize: Bytes, printed: Bytes): boolean =>
  Math.abs(exactSize - printed) <= tolerance(printed);

/** Tells whether a figure that Docker printed may stand for `exactSize` or more. */
export const isAtLeast = (printed: Bytes, exactSize: Bytes): boolean =>
  printed + tolerance(printed) >= exactSize;
