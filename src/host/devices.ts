import { constants, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { HostError, type Host } from '../model/host.ts';
import { bytes, MIB, SECTOR_BYTES, type Bytes } from '../model/units.ts';
import { asHostError, errnoOf, hostError } from './os-error.ts';
import { deviceNumber } from './read.ts';

const READ_BLOCK = 64 * 1024;
const WRITE_BLOCK = 1024 * 1024;

/**
 * Opens a block device with O_EXCL, which fails with EBUSY while it is mounted, used as swap, or
 * claimed by device-mapper, md or another exclusive opener.
 * @returns false when it is in use
 */
export async function canOpenExclusively(device: string): Promise<boolean> {
  try {
    const handle = await open(device, constants.O_RDONLY | constants.O_EXCL);
    await handle.close();
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EBUSY') return false;
    throw hostError('cannot-read', device, error);
  }
}

const endsAt = (device: string, at: number): HostError =>
  new HostError('cannot-read', device, `${device} ends at byte ${String(at)}`);

function scan({ fd }: FileHandle, device: string, from: number, end: number): Bytes | null {
  const block = Buffer.alloc(READ_BLOCK);
  const zeros = Buffer.alloc(READ_BLOCK);
  let at = from;
  while (at < end) {
    const bytesRead = readSync(fd, block, 0, Math.min(READ_BLOCK, end - at), at);
    if (bytesRead === 0) throw endsAt(device, at);
    // Whole blocks are compared at once: a look byte by byte costs as much as a child process.
    if (block.compare(zeros, 0, bytesRead, 0, bytesRead) !== 0) {
      return bytes(at + block.findIndex((byte) => byte !== 0));
    }
    at += bytesRead;
  }
  return null;
}

/**
 * Returns the offset of the first non-zero byte in [offset, offset + length), or null.
 * @throws HostError when the range cannot be read to its end
 */
export function firstNonZero(device: string, offset: Bytes, length: Bytes): Promise<Bytes | null> {
  return asHostError('cannot-read', device, async () => {
    const handle = await open(device, constants.O_RDONLY);
    try {
      return scan(handle, device, offset, offset + length);
    } finally {
      await handle.close();
    }
  });
}

/**
 * Reads bytes [offset, offset + length) of a device through the page cache.
 * @throws HostError when the range cannot be read to its end
 */
export function readRange(device: string, offset: Bytes, length: Bytes): Promise<Uint8Array> {
  return asHostError('cannot-read', device, async () => {
    const handle = await open(device, constants.O_RDONLY);
    try {
      return read(handle, device, offset, length);
    } finally {
      await handle.close();
    }
  });
}

function read({ fd }: FileHandle, device: string, offset: number, length: number): Uint8Array {
  const range = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const count = readSync(fd, range, done, length - done, offset + done);
    if (count === 0) throw endsAt(device, offset + done);
    done += count;
  }
  return range;
}

/** See `Host.zeroRange`. */
export const zeroRange: Host['zeroRange'] = ({ path, majorMinor }, { offset, length }, whyNot) =>
  asHostError('cannot-write', path, async () => {
    const handle = await open(path, constants.O_RDWR | constants.O_EXCL);
    try {
      const opened = deviceNumber((await handle.stat({ bigint: true })).rdev);
      if (opened !== majorMinor) throw changed(path, `it is device ${opened} now`);
      const why = whyNot(read(handle, path, 0, MIB));
      if (why !== null) throw changed(path, why);
      await zeroFirstSectorLast(handle, path, offset, offset + length);
    } finally {
      await handle.close();
    }
  });

const changed = (path: string, why: string): HostError =>
  new HostError('changed', path, `${path}: ${why}`);

async function zeroFirstSectorLast(
  handle: FileHandle,
  path: string,
  from: number,
  end: number,
): Promise<void> {
  const first = scan(handle, path, from, end);
  if (first === null) return;
  const sector = first - (first % SECTOR_BYTES);
  await writeZeros(handle, sector + SECTOR_BYTES, end);
  await writeZeros(handle, sector, sector + SECTOR_BYTES);
}

async function writeZeros(handle: FileHandle, from: number, end: number): Promise<void> {
  const zeros = Buffer.alloc(WRITE_BLOCK);
  for (let at = from; at < end;) {
    const { bytesWritten } = await handle.write(zeros, 0, Math.min(zeros.length, end - at), at);
    at += bytesWritten;
  }
  await handle.sync();
}
