import { createHash } from 'node:crypto';
import { closeSync, openSync, statSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { $ } from 'zx';
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

  /** Makes it larger; the guest sees that at its next boot. */
  grow(size: string): void {
    if (bytesOf(size) < statSync(this.file).size)
      throw new LabError(`${this.name} has more than ${size}`);
    truncateSync(this.file, bytesOf(size));
  }

  /** Whether nothing at all is written on it: a sparse file without blocks reads as zeros. */
  isBlank(): boolean {
    return statSync(this.file).blocks === 0;
  }

  /**
   * Hash of all it holds, as the host sees it: a power cut or a sync must have come before. What the
   * file has no blocks for is zeros and is not read. A MiB of zeros is left out of the sum, and all
   * others are in it with their places: a hole and zeros that were written are the same.
   */
  async sha256(): Promise<string> {
    const { size } = statSync(this.file);
    const hash = createHash('sha256').update(`${String(size)}\n`);
    const handle = await open(this.file);
    try {
      const mib = Buffer.alloc(ZEROS.length);
      for (const offset of await this.mibsWithData()) {
        const { bytesRead } = await handle.read(mib, 0, mib.length, offset);
        const held = mib.subarray(0, bytesRead);
        if (held.equals(ZEROS.subarray(0, bytesRead))) continue;
        hash.update(`${String(offset)} ${String(bytesRead)}\n`).update(held);
      }
    } finally {
      await handle.close();
    }
    return hash.digest('hex');
  }

  /** Offsets of the MiB, in their order, that the file has blocks for, see lseek(2), SEEK_DATA. */
  private async mibsWithData(): Promise<Iterable<number>> {
    const { stdout } = await $({ quiet: true })`perl -e ${PRINT_DATA} ${this.file}`;
    const found = new Set<number>();
    for (const line of stdout.split('\n').filter((text) => text !== '')) {
      const [from = Number.NaN, to = Number.NaN] = line.split(' ').map(Number);
      const first = Math.floor(from / ZEROS.length) * ZEROS.length;
      for (let offset = first; offset < to; offset += ZEROS.length) found.add(offset);
    }
    return found;
  }
}

/**
 * Node has no lseek(2); every Debian has perl. A line for each stretch of data: its first byte, and
 * the first after it. Past the last one the call fails with ENXIO; with anything else it is an error.
 */
const PRINT_DATA = `
use Errno "ENXIO";
open(my $file, "<", $ARGV[0]) or die "$ARGV[0]: $!";
my ($data, $hole) = (0, 0);
while ($data = sysseek($file, $hole, 3)) {
  $hole = sysseek($file, $data, 4) or die "$ARGV[0]: $!";
  printf "%d %d\\n", $data, $hole;
}
$! == ENXIO or die "$ARGV[0]: $!";
`;

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
