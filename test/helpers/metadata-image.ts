import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = 'fixtures/thin-metadata';

/** Size of a block of the metadata. */
export const BLOCK = 4096;

/** Metadata of three thin devices on a real kernel, the second a snapshot of the first: 800, 800 and no chunks. */
export const threeDevices = (): Buffer =>
  gunzipSync(readFileSync(`${FOLDER}/three-devices.img.gz`));

/** The same as thin_dump printed it. */
export const threeDevicesDump = (): string => readFileSync(`${FOLDER}/three-devices.xml`, 'utf8');

/** Block numbers of the roots of both trees, from the first block. */
export const rootsOf = (image: Buffer): { readonly mapping: number; readonly details: number } => ({
  mapping: Number(image.readBigUInt64LE(320)),
  details: Number(image.readBigUInt64LE(328)),
});

/** Flips one bit of a block. */
export function flip(image: Buffer, block: number, at: number): Buffer {
  const damaged = Buffer.from(image);
  damaged[block * BLOCK + at] = (damaged[block * BLOCK + at] ?? 0) ^ 1;
  return damaged;
}

/** Writes an image to a file. */
export function imageIn(folder: string, image: Buffer): string {
  const path = `${folder}/metadata.img`;
  writeFileSync(path, image);
  return path;
}
