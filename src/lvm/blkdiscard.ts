import { writes, type Command } from '../model/command.ts';

/** blkdiscard(8): overwrites a device with zeros, which the device does itself if it can. */
export const eraseDevice = (device: string): Command => writes('blkdiscard', ['--zeroout', device]);
