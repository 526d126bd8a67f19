import { writes, type Command } from '../model/command.ts';

/** blkdiscard(8): zeros over all of a device, by the device itself where it can do that. */
export const eraseDevice = (device: string): Command => writes('blkdiscard', ['--zeroout', device]);
