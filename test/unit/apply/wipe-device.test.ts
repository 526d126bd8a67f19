import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import { rereadPartitions, wipeSignatures } from '../../../src/lvm/wipefs.ts';
import type { Command, Outcome } from '../../../src/model/command.ts';
import { HostError, type Host } from '../../../src/model/host.ts';
import type { ActionOf } from '../../../src/model/plan/plan.ts';
import { bytes, MIB } from '../../../src/model/units.ts';

const SIZE = 4 * MIB;
const [START, END] = [
  '/var/lib/dmctl/wiped/xvdf-n-0.bak',
  '/var/lib/dmctl/wiped/xvdf-n-3145728.bak',
];

const action: ActionOf<'wipe-device'> = {
  kind: 'wipe-device',
  device: { path: '/dev/xvdf', majorMinor: '98:16', size: bytes(SIZE), serial: null },
  saved: [
    { path: START, offset: bytes(0), length: bytes(MIB) },
    { path: END, offset: bytes(SIZE - MIB), length: bytes(MIB) },
  ],
  wipe: wipeSignatures('/dev/xvdf'),
  reread: rereadPartitions('/dev/xvdf'),
};

interface Disk {
  readonly content: Buffer;
  number: string;
  hasPartitions: boolean;
}

/** A disk whose both ends hold something, and partitions. */
const disk = (): Disk => {
  const content = Buffer.alloc(SIZE);
  content.write('boot code', 0);
  content.write('EFI PART', 512);
  content.write('EFI PART', SIZE - 512);
  return { content, number: '98:16', hasPartitions: true };
};

type WipeOf = (disk: Disk) => Partial<Outcome>;

/** wipefs of util-linux 2.25 and newer; older ones leave the first sector and the partitions. */
const wipesAll: WipeOf = (disk) => {
  disk.content.fill(0);
  disk.hasPartitions = false;
  return {};
};
const leavesTable: WipeOf = ({ content }) => {
  content.fill(0, 512);
  return {};
};

function machine(of: Disk, wipefs: WipeOf = wipesAll, files = new Map<string, Buffer>()) {
  const calls: string[] = [];
  const run = ({ program, args }: Command): Promise<Outcome> => {
    calls.push([program, ...args].join(' '));
    if (program === 'blockdev') of.hasPartitions = false;
    const end = program === 'wipefs' ? wipefs(of) : {};
    const silent = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 1 };
    return Promise.resolve({ ...silent, ...end });
  };
  const folders = new Set(['/var/lib/dmctl']);
  const stat = (path: string) => {
    if (path === '/dev/xvdf') return { kind: 'block', represents: of.number };
    const file = files.get(path);
    if (file !== undefined) return { kind: 'file', size: file.length };
    if (path.endsWith('/xvdf1/partition')) return of.hasPartitions ? { kind: 'file' } : null;
    return folders.has(path) ? { kind: 'directory' } : null;
  };
  const host = {
    run,
    realPath: (path: string) => Promise.resolve(path),
    stat: (path: string) => Promise.resolve(stat(path)),
    lstat: (path: string) => Promise.resolve(stat(path)),
    list: () => Promise.resolve(['xvdf1']),
    readBytes: (path: string) => Promise.resolve(files.get(path) ?? null),
    readRange: (_: string, offset: number, length: number) =>
      Promise.resolve(Buffer.from(of.content.subarray(offset, offset + length))),
    makeDirectory: (path: string, { mode }: { mode: number }) => {
      folders.add(path);
      calls.push(`mkdir ${path} ${mode.toString(8)}`);
      return Promise.resolve();
    },
    replaceFile: (path: string, content: Buffer, _: null, { mode }: { mode: number }) => {
      files.set(path, content);
      calls.push(`write ${path} ${mode.toString(8)}`);
      return Promise.resolve();
    },
    zeroRange: (
      { path }: { path: string },
      { offset, length }: { offset: number; length: number },
      whyNot: (firstMiB: Uint8Array) => string | null,
    ) => {
      const why = whyNot(of.content.subarray(0, MIB));
      if (why !== null) return Promise.reject(new HostError('changed', path, why));
      of.content.fill(0, offset, offset + length);
      calls.push(`zero ${String(offset)}+${String(length)}`);
      return Promise.resolve();
    },
  };
  return { host: host as unknown as Host, calls, files };
}

describe('wiping a disk', () => {
  test('saves both its ends for root alone before the first byte is erased', async () => {
    const before = disk().content;
    const { host, calls, files } = machine(disk());

    expect(await perform(host, action, {})).toMatchObject({ ok: true });

    expect(calls).toEqual([
      'mkdir /var/lib/dmctl/wiped 700',
      `write ${START} 600`,
      `write ${END} 600`,
      'wipefs --all /dev/xvdf',
    ]);
    expect(files.get(START)?.equals(before.subarray(0, MIB))).toBe(true);
    expect(files.get(END)?.equals(before.subarray(SIZE - MIB))).toBe(true);
  });

  test('keeps the copies of a run that was interrupted half way through', async () => {
    const before = disk();
    const files = new Map([[START, Buffer.from(before.content.subarray(0, MIB))]]);
    const half = disk();
    half.content.fill(0, 0, MIB);
    const { host } = machine(half, wipesAll, files);

    expect(await perform(host, action, {})).toMatchObject({ ok: true });

    expect(files.get(START)?.equals(before.content.subarray(0, MIB))).toBe(true);
  });

  test.each([
    [
      'a file of another size is in the way of a copy',
      (files: Map<string, Buffer>) => {
        files.set(END, Buffer.alloc(5));
      },
      () => undefined,
    ],
    [
      'the name leads to another disk',
      () => undefined,
      (of: Disk) => {
        of.number = '98:32';
      },
    ],
  ])('erases nothing where %s', async (_, spoil, change) => {
    const of = disk();
    const { host, calls, files } = machine(of);
    spoil(files);
    change(of);

    expect(await perform(host, action, {})).toMatchObject({ ok: false, untouched: true });

    expect(calls.filter((call) => call.startsWith('wipefs'))).toEqual([]);
  });

  test('given a wipefs that fails, tells its words and leaves the partition table alone', async () => {
    const busy = { exitCode: 1, stderr: 'wipefs: error: /dev/xvdf: Device or resource busy' };
    const { host, calls } = machine(disk(), () => busy);

    expect(await perform(host, action, {})).toMatchObject({ ok: false, detail: busy.stderr });

    expect(calls.at(-1)).toBe('wipefs --all /dev/xvdf');
  });
});

describe('a partition table that wipefs leaves', () => {
  test('is dropped, when only its protective MBR is left and the kernel has read it', async () => {
    const of = disk();
    of.content.writeUInt16BE(0x55aa, 510);
    of.hasPartitions = false;
    const { host, calls } = machine(of, leavesTable);

    expect(await perform(host, action, {})).toMatchObject({ ok: true });

    expect(calls.slice(-2)).toEqual(['zero 0+512', 'blockdev --rereadpt /dev/xvdf']);
    expect(of.content.every((byte) => byte === 0)).toBe(true);
  });

  test('is dropped with its partitions: the first sector is zeroed, and the kernel reads the table again', async () => {
    const of = disk();
    const { host, calls } = machine(of, leavesTable);

    expect(await perform(host, action, {})).toMatchObject({ ok: true });

    expect(calls.slice(-3)).toEqual([
      'wipefs --all /dev/xvdf',
      'zero 0+512',
      'blockdev --rereadpt /dev/xvdf',
    ]);
    expect(of.content.every((byte) => byte === 0)).toBe(true);
  });

  test('stays where the disk holds bytes that were not saved', async () => {
    const { host, calls } = machine(disk(), ({ content }) => {
      content.write('new', 4096);
      return {};
    });

    const end = await perform(host, action, {});

    expect(end).toMatchObject({ ok: false, untouched: false });
    expect(end.detail).toContain('byte 4096 is not what was saved of it');
    expect(calls.at(-1)).toBe('wipefs --all /dev/xvdf');
  });
});
