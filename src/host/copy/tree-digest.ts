/** Number of parts a digest has, each of a part of the names. */
const PARTS = 1024;

const NAMED_PARTS = 8;

/** A SHA-256 as 32-bit words. */
const WORDS = 8;

/** Number of the part that a name belongs to (FNV-1a). */
function partOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % PARTS;
}

/**
 * A digest of a tree that does not depend on the order of its entries: sums of the entries' own
 * digests. There are 1024 sums by a hash of the name, so that a difference can be narrowed down
 * without keeping the digest of every entry.
 */
export class TreeDigest {
  readonly #sums = new Uint32Array(PARTS * WORDS);

  /** Adds an entry. @param digest SHA-256 of all that matters of it */
  add(name: string, digest: Buffer): void {
    const first = partOf(name) * WORDS;
    for (let word = 0; word < WORDS; word += 1) {
      const sum = this.#sums[first + word] ?? 0;
      // The elements of the array are taken modulo 2^32.
      this.#sums[first + word] = sum + digest.readUInt32BE(word * 4);
    }
  }

  /**
   * Returns a test for names of which some entry differs; of the first parts that differ alone, so
   * that the digests of all names that pass it fit into memory.
   */
  differences(other: TreeDigest): (name: string) => boolean {
    const differing = new Set<number>();
    this.#sums.forEach((sum, at) => {
      if (sum !== other.#sums[at]) differing.add(Math.floor(at / WORDS));
    });
    const first = new Set([...differing].slice(0, NAMED_PARTS));
    return (name) => first.has(partOf(name));
  }

  equals(other: TreeDigest): boolean {
    return this.#sums.every((sum, at) => sum === other.#sums[at]);
  }
}
