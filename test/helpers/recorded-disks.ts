import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DeviceIdentity } from '../../src/model/facts/device.ts';
import { HostError, type Host } from '../../src/model/host.ts';
import { bytes, type Bytes } from '../../src/model/units.ts';

/** What lay on a guest's disks at one moment, and what LVM and sysfs said. */
export interface DiskPicture {
  readonly disks: readonly {
    readonly path: string;
    readonly size: number;
    /** The first MiB: gzip, base64. */
    readonly head: string;
  }[];
  readonly dm: readonly {
    readonly name: string;
    readonly uuid: string;
    readonly suspended: string;
  }[];
  /** stdout of `lvm fullreport`. */
  readonly report: string;
}

const FOLDER = join(import.meta.dirname, '../../fixtures/disks');

/** `bookworm-lvconvert` and so on. */
export const recordedDiskStates = (): readonly string[] =>
  readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ''));

/** Disks with LVM's bytes on them. */
export interface Disks {
  readonly devices: readonly DeviceIdentity[];
  readonly heads: readonly Buffer[];
  readonly dm: DiskPicture['dm'];
}

export interface RecordedDisks extends Disks {
  /** stdout of `lvm fullreport`. */
  readonly report: string;
}

/** What was recorded in fixtures/disks/NAME.json, of the first disks. */
export function recordedDisks(name: string, count: number): RecordedDisks {
  const file = readFileSync(join(FOLDER, `${name}.json`), 'utf8');
  const { disks, dm, report } = JSON.parse(file) as DiskPicture;
  return {
    devices: disks.slice(0, count).map(({ path, size }, n) => identity(path, size, n)),
    heads: disks.slice(0, count).map(({ head }) => gunzipSync(Buffer.from(head, 'base64'))),
    dm,
    report,
  };
}

/** A disk of the lab, by its place. */
const identity = (path: string, size: number, n: number): DeviceIdentity => ({
  path,
  majorMinor: `98:${String(16 * (n + 1))}`,
  size: bytes(size),
  serial: null,
});

/**
 * A host with nothing but these disks and these device-mapper devices; `lvm fullreport` prints
 * `report`, and every program that is started is put down.
 */
export function hostWithDisks(
  { devices, heads, dm }: Disks,
  report = '{"report": []}',
): { readonly host: Host; readonly started: readonly string[] } {
  const started: string[] = [];
  const at = (path: string): number => devices.findIndex((device) => device.path === path);
  const sysfs = new Map(
    dm.flatMap((device, n) =>
      (['name', 'uuid', 'suspended'] as const).map((file): [string, string] => [
        `/sys/block/dm-${String(n)}/dm/${file}`,
        `${device[file]}\n`,
      ]),
    ),
  );
  const answers = {
    realPath: (path: string) => Promise.resolve(at(path) === -1 ? null : path),
    stat: (path: string) =>
      Promise.resolve(
        at(path) === -1 ? null : { kind: 'block', represents: devices[at(path)]?.majorMinor },
      ),
    list: () => Promise.resolve(dm.map((_, n) => `dm-${String(n)}`)),
    readText: (path: string) => Promise.resolve(sysfs.get(path) ?? null),
    readRange: (path: string, offset: Bytes, length: Bytes) => {
      const range = heads[at(path)]?.subarray(offset, offset + length) ?? Buffer.alloc(0);
      return range.length === length
        ? Promise.resolve(range)
        : Promise.reject(new HostError('cannot-read', path, `${path} ends`));
    },
    run: ({ program, args }: { program: string; args: readonly string[] }) => {
      started.push(`${program} ${args[0] ?? ''}`);
      return Promise.resolve({ exitCode: 0, signal: null, stdout: report, stderr: '' });
    },
  };
  return { host: answers as unknown as Host, started };
}
