import { closeSync, fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';

/**
 * Writes all bytes. A disk that fills up accepts a part first; writing the rest then fails with the
 * reason.
 * @throws the system's error
 */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
}

/**
 * Makes standard output or standard error report an error if only a part was written: Node calls
 * write(2) once and ignores how much it wrote (lib/internal/fs/sync_write_stream.js). Pipes and
 * terminals are left to it, which writes everything.
 */
export function reportShortWrites(stream: Writable, fd: 1 | 2): void {
  if (!takesWholeWrites(fd)) return;
  stream._write = (chunk: Uint8Array, _encoding, done) => {
    try {
      writeWhole(fd, chunk);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}

/** Is it a file, or a device that is no terminal? What is closed is left to the stream itself. */
function takesWholeWrites(fd: number): boolean {
  try {
    const kind = fstatSync(fd);
    return kind.isFile() || (kind.isCharacterDevice() && !isatty(fd));
  } catch {
    return false;
  }
}

/**
 * Closes those of the three standard streams whose terminal is gone. Call it as the process exits:
 * Node 20 would restore the terminal's settings, and aborts if it cannot.
 */
export function closeLostTerminals(): void {
  for (const fd of [0, 1, 2]) {
    try {
      if (fstatSync(fd).isCharacterDevice() && !isatty(fd)) closeSync(fd);
    } catch {
      // It is closed already.
    }
  }
}
