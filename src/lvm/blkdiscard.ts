import { writes, type Command } from '../model/command.ts';
import type { Bytes } from '../model/units.ts';

/** blkdiscard(8): overwrites a device with zeros from an offset on, which the device does itself if it can. */
export const eraseDevice = (device: string, from: Bytes): Command =>
  writes('blkdiscard', ['--zeroout', '--offset', String(from), device]);
