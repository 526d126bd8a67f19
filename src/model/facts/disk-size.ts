import type { Bytes } from '../units.ts';

/** The device under a physical volume of the pool's group, as the kernel has it. */
export interface DiskSize {
  /** As LVM names it. */
  readonly device: string;
  readonly majorMinor: string;
  /** UUID of the physical volume. */
  readonly uuid: string;
  readonly bytes: Bytes;
  /**
   * Bytes before the first extent, and those of a second copy of the metadata at the end, as LVM's label has
   * them; null: not read, since the device has the size that LVM takes it to have.
   */
  readonly taken: Bytes | null;
}
