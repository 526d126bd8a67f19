import type { DeviceIdentity } from './device.ts';
import type { Bytes, Extents } from './units.ts';

/** Something that is true or false of the host, as data: checked before and after every step. */
export type Condition =
  /** Same disk as planned, no signature, zeros at both ends, in nobody's use. */
  | { readonly kind: 'device-blank'; readonly device: DeviceIdentity }
  /** Same disk as planned, and in nobody's use; signatures do not matter. */
  | { readonly kind: 'device-free'; readonly device: DeviceIdentity }
  /** Same disk as planned, no signature, in nobody's use; other bytes do not matter. */
  | { readonly kind: 'device-unsigned'; readonly device: DeviceIdentity }
  | { readonly kind: 'pv-absent'; readonly device: DeviceIdentity }
  | {
      readonly kind: 'pv-present';
      readonly device: DeviceIdentity;
      readonly uuid: string;
      /** null: in no volume group. */
      readonly vg: string | null;
    }
  /**
   * That physical volume says it is used, and no volume group has it: vgcreate or vgremove was cut
   * off between the headers and the metadata.
   */
  | { readonly kind: 'pv-half-used'; readonly device: DeviceIdentity; readonly uuid: string }
  | { readonly kind: 'vg-absent'; readonly vg: string }
  | {
      readonly kind: 'vg-present';
      readonly vg: string;
      readonly tag: string;
      /** Exactly these. */
      readonly pvUuids: readonly string[];
      readonly minExtents: Extents;
    }
  /** Ours by its tag, and no volume in it. */
  | { readonly kind: 'vg-empty'; readonly vg: string; readonly tag: string }
  | { readonly kind: 'lv-absent'; readonly vg: string; readonly lv: string }
  /** No volume of that name, or one that is no thin pool. */
  | { readonly kind: 'thin-pool-absent'; readonly vg: string; readonly lv: string }
  /** No thin pool of that name, or one that is active. */
  | { readonly kind: 'pool-not-inactive'; readonly vg: string; readonly lv: string }
  | {
      readonly kind: 'lv-linear';
      readonly vg: string;
      readonly lv: string;
      readonly size: Bytes;
      /** null: it has no tag at all. */
      readonly tag: string | null;
    }
  | {
      readonly kind: 'thin-pool';
      readonly vg: string;
      readonly lv: string;
      readonly size: Bytes;
      readonly chunkSize: Bytes;
      readonly active: boolean;
    }
  /**
   * Nothing but Docker's own empty base device was ever made in it: the kernel's transaction id
   * is 0, or 1 as after dockerd's first start (moby, daemon/graphdriver/devmapper: one
   * transaction for each device).
   */
  | { readonly kind: 'pool-unused'; readonly vg: string; readonly lv: string }
  /** No device-mapper device lies on it. */
  | { readonly kind: 'pool-unheld'; readonly vg: string; readonly lv: string }
  | {
      readonly kind: 'lv-profile';
      readonly vg: string;
      readonly lv: string;
      /** null: none attached. */
      readonly profile: string | null;
    }
  | { readonly kind: 'lv-monitored'; readonly vg: string; readonly lv: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** null: not there. */
      readonly sha256: string | null;
    }
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly is: 'absent' | 'present' | 'empty' | { readonly inode: number };
    }
  | { readonly kind: 'units'; readonly names: readonly string[]; readonly active: boolean }
  /** None of them is in systemd's failed state, so that its start limit cannot refuse a start. */
  | { readonly kind: 'units-not-failed'; readonly names: readonly string[] }
  /** docker info answers with this driver, and this pool where one is named. */
  | {
      readonly kind: 'docker-driver';
      readonly driver: string;
      readonly pool: string | null;
    }
  /** No images, containers, volumes, plugins or swarm state in it, and nothing mounted below. */
  | { readonly kind: 'data-root-bare'; readonly path: string };

/** What a look at the host said of a condition. */
export type Finding =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'fails'; readonly found: string }
  | { readonly verdict: 'unknown'; readonly why: string };

export const holds: Finding = { verdict: 'holds' };
export const fails = (found: string): Finding => ({ verdict: 'fails', found });
export const undecided = (why: string): Finding => ({ verdict: 'unknown', why });
