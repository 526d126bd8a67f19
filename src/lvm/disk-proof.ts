import { plainUuid } from '../model/names.ts';
import { crc32 } from 'node:zlib';
import type { DiskProof } from '../model/facts/device.ts';
import { SECTOR_BYTES } from '../model/units.ts';

/**
 * Reads in the first MiB of a disk whether it is proven to be this run's.
 * @returns null: it is; else what speaks against it, for a message that names the disk
 */
export function whyNotProven(firstMiB: Uint8Array, proof: DiskProof): string | null {
  if (proof.kind === 'label') {
    const found = labelsIn(firstMiB).map(uuidIn);
    return found.includes(plainUuid(proof.uuid))
      ? null
      : `it has no label of physical volume ${proof.uuid}`;
  }
  const texts = wholeTexts(firstMiB);
  const isOurs = (text: string): boolean =>
    proof.kind === 'leftover'
      ? text.includes(`"${proof.uuid}"`)
      : text.startsWith(`${proof.vg} {`) && writtenAt(text) >= proof.since;
  if (proof.kind === 'leftover' && !proof.wasBlank && texts.some(isOurs)) return null;
  const at = firstStrange(firstMiB);
  if (at !== null) return `byte ${String(at)} is neither zero nor part of LVM's metadata`;
  const other = texts.find((text) => !isOurs(text));
  return other === undefined
    ? null
    : `it holds LVM's metadata of another volume group, ${nameIn(other)}`;
}

/** Returns these bytes with zeros in place of LVM's labels, as pvremove(8) leaves them. */
export function withoutLabels(firstMiB: Uint8Array): Uint8Array {
  const rest = Uint8Array.from(firstMiB);
  for (const label of labelsIn(rest)) label.fill(0);
  return rest;
}

const latin1 = (raw: Uint8Array): string =>
  Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');

/** The label lies in one of the first four sectors (lvm2, lib/label/label.h). */
function labelsIn(firstMiB: Uint8Array): readonly Uint8Array[] {
  const sectors = [0, 1, 2, 3].map((n) => sectorAt(firstMiB, n * SECTOR_BYTES));
  return sectors.filter((sector) => {
    const text = latin1(sector);
    return text.startsWith('LABELONE') && text.slice(24, 32) === 'LVM2 001';
  });
}

const sectorAt = (raw: Uint8Array, at: number): Uint8Array => raw.subarray(at, at + SECTOR_BYTES);

/** struct pv_header follows struct label_header and begins with the UUID. */
const uuidIn = (label: Uint8Array): string => latin1(label.subarray(32, 64));

/** The metadata area begins at the second page, and pages have 4, 16 or 64 KiB. */
const PAGES = [4, 16, 64].map((kib) => kib * 1024);

/**
 * Where the header of the metadata area is: struct mda_header (lvm2, lib/format_text/layout.h), a sector
 * with a checksum, the magic, and its own place.
 */
const headerOf = (firstMiB: Uint8Array): number | undefined =>
  PAGES.find((at) => {
    const header = sectorAt(firstMiB, at);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    return (
      latin1(header.subarray(4, 20)) === ' LVM2 x[5A%r0N*>' &&
      view.getBigUint64(24, true) === BigInt(at) &&
      view.getUint32(0, true) === lvmChecksum(header.subarray(4))
    );
  });

/** CRC-32 from 0xf597a6cf on, not inverted at its end (lvm2, lib/misc/crc.c). */
const lvmChecksum = (raw: Uint8Array): number => ~crc32(raw, ~0xf597a6cf >>> 0) >>> 0;

/** Offset of the first byte that LVM, once the label is gone, did not leave there; null: there is none. */
function firstStrange(firstMiB: Uint8Array): number | null {
  const header = headerOf(firstMiB);
  const strange = firstMiB.findIndex((byte, at) => {
    if (byte === 0) return false;
    if (header === undefined || at < header) return true;
    return at >= header + SECTOR_BYTES && !isText(byte);
  });
  return strange === -1 ? null : strange;
}

const [TAB, NEWLINE, SPACE, DELETE] = [9, 10, 32, 127];

const isText = (byte: number): boolean =>
  byte === TAB || byte === NEWLINE || (byte >= SPACE && byte < DELETE);

/** Each text begins with the name of its group, the group's UUID and a number. */
const TEXT_BEGINS = /(?<=^|\0|\n)(?=[\w.+-]+ \{\nid = "[^"\n]*"\nseqno = \d)/;

/** Each ends with the time of its writing, in seconds since 1970. */
const TEXT_ENDS = /\ncreation_time = (\d+)\t#/;

/**
 * The metadata texts, one for each change of the group since the area was made. The area is a ring, so an
 * old one may have lost its end to a newer one: that is left out, it says nothing any more.
 */
const wholeTexts = (firstMiB: Uint8Array): readonly string[] =>
  latin1(firstMiB)
    .split(TEXT_BEGINS)
    .slice(1)
    .filter((text) => TEXT_ENDS.test(text));

const writtenAt = (text: string): number => Number(TEXT_ENDS.exec(text)?.[1]);

const nameIn = (text: string): string => text.slice(0, text.indexOf(' '));
