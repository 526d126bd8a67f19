import { plainUuid } from '../model/names.ts';
import type { DuplicatePv } from '../model/facts/lvm-state.ts';

/**
 * Words of LVM 2.03's warnings on stderr (lib/cache/lvmcache.c, lib/label/label.c,
 * lib/format_text/import.c), which are the only sign of a physical volume that is there twice: the report
 * has only the one that LVM prefers.
 */
const DUPLICATE = /Not using device (\S+) for PV ([A-Za-z0-9-]+)/g;

/** Those of 2.02: `Found duplicate PV UUID: using DEVICE not DEVICE`. */
const OLD_DUPLICATE = /Found duplicate PV ([A-Za-z0-9-]+): using \S+ not (\S+)/g;

/** Warnings of a disk whose metadata LVM cannot read. */
const DAMAGED = [
  /bad metadata text on (\S+) in mda/g,
  /Checksum error (?:on|at) (\/\S+) at/g,
  /Metadata location on (\S+) at (?:offset )?\d+ begins with invalid/g,
  /Incorrect (?:\S+ )*checksum (?:on|in) (\/\S+)/g,
  /scan failed to get metadata summary from (\S+)/g,
  /PV (\/\S+) might need repairing/g,
];

/** Returns the devices that LVM sets aside because another carries the same physical volume. */
export function duplicatesIn(stderr: string): readonly DuplicatePv[] {
  const found = [
    ...[...stderr.matchAll(DUPLICATE)].map(([, device = '', uuid = '']) => ({ device, uuid })),
    ...[...stderr.matchAll(OLD_DUPLICATE)].map(([, uuid = '', device = '']) => ({ device, uuid })),
  ];
  const plain = found.map(({ device, uuid }) => ({ device, uuid: plainUuid(uuid) }));
  return plain.filter((one, at) => plain.findIndex(({ device }) => device === one.device) === at);
}

/** Returns the devices whose LVM metadata is damaged, sorted. */
export function damagedIn(stderr: string): readonly string[] {
  const found = DAMAGED.flatMap((words) => [...stderr.matchAll(words)].map(([, device]) => device));
  return [...new Set(found.filter((device) => device !== undefined))].sort();
}
