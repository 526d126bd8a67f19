import { reads, writes, type Command } from '../model/command.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import { ParseError } from '../model/errors.ts';
import type { ActiveThin } from '../model/facts/layers.ts';
import { bytes, SECTOR_BYTES, sectors, sectorsToBytes } from '../model/units.ts';
import { dmsetupLines } from './dmsetup.ts';

const TABLE = 'dmsetup table';
const STATUS = 'dmsetup status';

const OPTIONS = ['--target', 'thin', '--manglename', 'none'];

/** Asks for the live table of every thin device. */
export const thinTables = (): Command => reads('dmsetup', ['table', ...OPTIONS]);

/** Asks for the status of every thin device, with --noflush, so that nothing waits for a commit. */
export const thinStatus = (): Command => reads('dmsetup', ['status', '--noflush', ...OPTIONS]);

/**
 * Deletes a thin device from the pool for ever; one that has a table is refused (thin-provisioning.rst, delete). ENODATA:
 * there is none.
 * @param pool device-mapper name
 */
export const deleteThin = (pool: string, deviceId: number): Command =>
  writes('dmsetup', ['message', pool, '0', `delete ${String(deviceId)}`]);

/** A line of `dmsetup table --target thin` (thin-provisioning.rst), the length in sectors. */
export interface ThinTable {
  readonly name: string;
  /** Device number of the pool. */
  readonly pool: string;
  readonly deviceId: number;
  readonly length: number;
}

/** The name may contain colons but no blank, so it ends at the first colon followed by a blank. */
const TABLE_LINE = /^(.+?): 0 (\d{1,15}) thin (\d+:\d+) (\d{1,8})(?: \S+)?$/;

/** On a pool that has failed the kernel tells no table, but the word alone (dm-thin.c, thin_status). */
const FAILED = ' thin Fail';

/**
 * Reads lines `NAME: 0 LENGTH thin POOL DEVICE-ID [ORIGIN]`; devices of a failed pool are left out.
 * @throws ParseError
 */
export function parseThinTables(stdout: string): ThinTable[] {
  const lines = dmsetupLines(TABLE, stdout).map((line) => line.trimEnd());
  return lines
    .filter((line) => !line.endsWith(FAILED))
    .map((line) => {
      const [, name, length, pool, id] = TABLE_LINE.exec(line) ?? [];
      if (name === undefined || length === undefined || pool === undefined || id === undefined) {
        throw new ParseError(TABLE, 'a table of one thin target', line);
      }
      return { name, pool, deviceId: Number(id), length: Number(length) };
    });
}

const STATUS_LINE = /^(.+?): 0 \d{1,15} thin (?:Fail|Error|(\d{1,15}) (?:\d{1,15}|-))$/;

/**
 * Reads the number of mapped sectors by name; null: the kernel has failed the device. Lines are
 * `NAME: 0 LENGTH thin MAPPED HIGHEST` or `... thin Fail`.
 * @throws ParseError
 */
export function parseThinStatus(stdout: string): ReadonlyMap<string, number | null> {
  return new Map(
    dmsetupLines(STATUS, stdout).map((line) => {
      const [, name, mapped] = STATUS_LINE.exec(line.trimEnd()) ?? [];
      if (name === undefined) throw new ParseError(STATUS, 'NAME: 0 LENGTH thin ...', line);
      return [name, mapped === undefined ? null : Number(mapped)];
    }),
  );
}

/** Returns the thin devices of one pool, ordered by id, without any that disappeared meanwhile. */
export function activeThins(
  pool: string,
  tables: readonly ThinTable[],
  mapped: ReadonlyMap<string, number | null>,
  devices: readonly DmDevice[],
): ActiveThin[] {
  const byName = new Map(devices.map((device) => [device.name, device]));
  const active = tables.flatMap(({ name, pool: of, deviceId, length }): ActiveThin[] => {
    const device = byName.get(name);
    if (of !== pool || device === undefined) return [];
    const used = mapped.get(name) ?? null;
    const { majorMinor, openCount } = device;
    return [
      {
        ...{ name, majorMinor, deviceId, openCount },
        size: sectorsToBytes(sectors(length)),
        mapped: used === null ? null : bytes(used * SECTOR_BYTES),
      },
    ];
  });
  return active.sort((a, b) => a.deviceId - b.deviceId);
}
