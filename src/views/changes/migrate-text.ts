import type { Bytes } from '../../model/units.ts';
import type { Style } from '../style.ts';
import { counted } from '../text.ts';
import type { Lines } from './done-text.ts';

/** A finished migration. */
export interface Migrated {
  readonly images: number | null;
  readonly layers: number | null;
  readonly containers: number | null;
  readonly bytes: Bytes | null;
  readonly downtimeSeconds: number | null;
  readonly verified: { readonly layers: number; readonly trees: number } | null;
  /** The value that --confirm needs to accept it. */
  readonly confirm: string;
}

/** The answer of `migrate overlay2`. */
export function migratedLines(done: Migrated, style: Style): Lines {
  const { images, containers, bytes, downtimeSeconds, verified, confirm } = done;
  const kept = [
    ...(images === null ? [] : [counted(images, 'image')]),
    ...(containers === null ? [] : [counted(containers, 'container')]),
  ];
  return [
    `Docker runs on ${style.bold('overlay2')}, with ${kept.join(' and ')}.`,
    ...(verified === null
      ? []
      : [
          `compared: ${counted(verified.trees, 'layer')}${bytes === null ? '' : `, ${style.size(bytes)} of images`}; proven by digest: ${String(verified.layers)}`,
        ]),
    ...(downtimeSeconds === null ? [] : [`Docker was down for ${String(downtimeSeconds)} s`]),
    'the pool is unchanged: dmctl migrate undo goes back to it',
    `when you are satisfied: dmctl migrate accept --confirm ${confirm}`,
  ];
}
