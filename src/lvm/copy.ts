import { writes, type Command } from '../model/command.ts';

/** Copies a tree with all that it has (cp(1)). */
export const copyOf = (from: string, to: string): Command => writes('cp', ['-a', '--', from, to]);

/** Where a tree is copied before it has its name. */
export const copyBeside = (to: string): string => `${to}.dmctl`;
