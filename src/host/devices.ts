import { constants, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { HostError } from '../model/host.ts';
import { bytes, type Bytes } from '../model/units.ts';
import { asHostError, errnoOf, hostError } from './os-error.ts';

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
      const range = Buffer.alloc(length);
      for (let done = 0; done < length;) {
        const read = readSync(handle.fd, range, done, length - done, offset + done);
        if (read === 0) throw endsAt(device, offset + done);
        done += read;
      }
      return range;
    } finally {
      await handle.close();
    }
  });
}

/**
 * Writes zeros over [offset, offset + length) of a device that is not in use, and syncs.
 * @throws HostError 'busy' when it is in use
 */
export function zeroRange(device: string, offset: Bytes, length: Bytes): Promise<void> {
  return asHostError('cannot-write', device, async () => {
    const handle = await open(device, constants.O_WRONLY | constants.O_EXCL);
    try {
      const zeros = Buffer.alloc(Math.min(WRITE_BLOCK, length));
      const end = offset + length;
      for (let at: number = offset; at < end;) {
        const { bytesWritten } = await handle.write(zeros, 0, Math.min(zeros.length, end - at), at);
        at += bytesWritten;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
