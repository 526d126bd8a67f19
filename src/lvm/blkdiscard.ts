import { writes, type Command } from '../model/command.ts';
import type { Bytes } from '../model/units.ts';

/** blkdiscard(8): zeros over a device from there on, by the device itself where it can do that. */
export const eraseDevice = (device: string, from: Bytes): Command =>
  writes('blkdiscard', ['--zeroout', '--offset', String(from), device]);
