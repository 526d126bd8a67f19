import { writes, type Command } from '../model/command.ts';

/** Copies a tree with all that it has (cp(1)). */
export const copyOf = (from: string, to: string): Command => writes('cp', ['-a', '--', from, to]);

/** Writes out all that is in memory (sync(1)); coreutils before 8.24 cannot do that for one file system. */
export const syncAll = (): Command => writes('sync', []);
