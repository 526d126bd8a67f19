import type { Host } from '../model/host.ts';
import type { ThinDevice } from '../model/plan/conversion.ts';
import { closeTree, openTree, type OpenPool, type OpenTree } from './tree.ts';

/**
 * The layer that was converted last, still mounted: the next one is often its snapshot, and opening
 * and closing a layer takes four programs. While it is open, the pool neither deletes its thin device nor
 * gives its number to another (dm-thin-metadata.c, __delete_device). Only a run that goes from one
 * conversion to the next keeps it; an interrupted one leaves it to whoever continues, as any mount.
 */
export class KeptTree {
  #tree: OpenTree | null = null;

  /** Number of the thin device that is open; null: none is. */
  get deviceId(): number | null {
    return this.#tree?.deviceId ?? null;
  }

  /** Hands out the tree of a device, opened if it is not the one that is kept. @throws HostError */
  async take(host: Host, pool: OpenPool, device: ThinDevice): Promise<OpenTree> {
    const kept = this.#tree;
    if (kept?.deviceId !== device.deviceId) {
      await this.release(host);
      return openTree(host, pool, device);
    }
    this.#tree = null;
    return kept;
  }

  /** Keeps an open tree; another one that was kept is closed. @throws HostError */
  async keep(host: Host, tree: OpenTree): Promise<void> {
    await this.release(host);
    this.#tree = tree;
  }

  /** Closes what is kept. @throws HostError */
  async release(host: Host): Promise<void> {
    const tree = this.#tree;
    this.#tree = null;
    if (tree !== null) await closeTree(host, tree);
  }
}
