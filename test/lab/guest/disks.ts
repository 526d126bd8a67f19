import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, statSync, truncateSync } from 'node:fs';
import { LabError } from './lab-error.ts';

/** The names a scenario may use, and the kernel's own name of each. ubda is the root. */
const UBD_OF: Readonly<Record<string, string>> = {
  xvdf: 'ubdb',
  xvdg: 'ubdc',
  xvdh: 'ubdd',
  xvdi: 'ubde',
  xvdj: 'ubdf',
  xvdk: 'ubdg',
  xvdl: 'ubdh',
};

/** Lines for udev: /dev/xvdf is a symlink that LVM prefers to print, partitions included. */
export function diskRules(): string {
  const rule = ([name, ubd]: [string, string]): string =>
    `SUBSYSTEM=="block", KERNEL=="${ubd}*", SYMLINK+="${name}%n"\n`;
  return Object.entries(UBD_OF).map(rule).join('');
}

/** Disk names to sizes. A plain list of sizes becomes xvdf, xvdg, ... */
export type Disks = Readonly<Record<string, string>> | readonly string[];

/** As much as is read of a disk at a time. */
const ZEROS = Buffer.alloc(2 ** 20);

/** A sparse file that is one disk of a guest. */
export class Disk {
  readonly name: string;
  readonly ubd: string;
  readonly file: string;

  constructor(name: string, file: string) {
    const ubd = UBD_OF[name];
    if (ubd === undefined) {
      throw new LabError(`no disk ${name}: choose from ${Object.keys(UBD_OF).join(', ')}`);
    }
    this.name = name;
    this.ubd = ubd;
    this.file = file;
  }

  /** Makes the file, blank and without blocks, of a size such as 10G (binary). */
  create(size: string): void {
    closeSync(openSync(this.file, 'wx'));
    truncateSync(this.file, bytesOf(size));
  }

  /** Takes all its blocks away, as if it were new. The guest must not have it open. */
  blank(): void {
    const { size } = statSync(this.file);
    truncateSync(this.file, 0);
    truncateSync(this.file, size);
  }

  /** Whether nothing at all is written on it: a sparse file without blocks reads as zeros. */
  isBlank(): boolean {
    return statSync(this.file).blocks === 0;
  }

  /**
   * Hash of all it holds, as the host sees it: a power cut or a sync must have come before. Every
   * byte is read; a MiB of zeros is left out of the sum, and all others are in it with their
   * places, which says the same several times faster.
   */
  async sha256(): Promise<string> {
    const hash = createHash('sha256').update(`${String(statSync(this.file).size)}\n`);
    let offset = 0;
    for await (const chunk of createReadStream(this.file, { highWaterMark: ZEROS.length })) {
      const bytes = chunk as Buffer;
      if (!bytes.equals(ZEROS.subarray(0, bytes.length))) {
        hash.update(`${String(offset)} ${String(bytes.length)}\n`).update(bytes);
      }
      offset += bytes.length;
    }
    return hash.digest('hex');
  }
}

/** Disks by name, their files in the folder; nothing is created yet. */
export function planDisks(disks: Disks, folder: string): ReadonlyMap<Disk, string> {
  const named = Array.isArray(disks)
    ? disks.map((size: string, i): [string, string] => [Object.keys(UBD_OF)[i] ?? 'none', size])
    : Object.entries(disks as Readonly<Record<string, string>>);
  return new Map(named.map(([name, size]) => [new Disk(name, `${folder}/${name}.disk`), size]));
}

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function bytesOf(size: string): number {
  const [, count, unit] = /^(\d+)([KMGT])$/.exec(size) ?? [];
  const factor = UNITS[unit ?? ''];
  if (factor === undefined) throw new LabError(`a disk of ${size}? Say 512M, 10G`);
  return Number(count) * factor;
}
