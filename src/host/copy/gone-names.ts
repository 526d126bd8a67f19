/** Bytes of names that are put together before they are packed. */
const PACK = 64 * 1024;

/**
 * Names that are gone, by directory, packed: a layer that deletes a million files takes the bytes of
 * their names, and one of each directory's.
 */
export class GoneNames {
  readonly #packs: Buffer[] = [];
  #open = '';
  #directory: string | null = null;
  count = 0;

  add(directory: string, name: string): void {
    // A path has no zero in it, and a name is not empty.
    if (directory !== this.#directory) this.#open += `\0${directory}\0`;
    this.#directory = directory;
    this.#open += `${name}\0`;
    this.count += 1;
    if (this.#open.length < PACK) return;
    this.#packs.push(Buffer.from(this.#open, 'latin1'));
    this.#open = '';
    this.#directory = null;
  }

  /** Yields the paths in the order they were added. */
  *paths(): Generator<string, void> {
    for (const pack of [...this.#packs, Buffer.from(this.#open, 'latin1')]) {
      for (const group of pack.toString('latin1').split('\0\0')) {
        const [directory, ...names] = group.split('\0').filter((word) => word !== '');
        for (const name of names) yield `${directory ?? ''}/${name}`;
      }
    }
  }
}
