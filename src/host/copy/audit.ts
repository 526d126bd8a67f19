import { createHash, type Hash } from 'node:crypto';
import { HostError } from '../../model/host.ts';
import { ContentHash } from './content-hash.ts';
import { shownPath } from './raw-path.ts';
import type { TarEntry } from './tar-entry.ts';
import type { TarListener } from './tar-reader.ts';
import { TreeDigest } from './tree-digest.ts';

/** Hears of the digest of each entry. */
export type DigestListener = (name: string, digest: Buffer) => void;

const OVERLAY = 'SCHILY.xattr.trusted.overlay.';

/**
 * Overlayfs would take such an attribute of a file for one of its own.
 * @throws HostError 'cannot-read' on one
 */
function mustNotBeOfAnOverlay({ name, attributes }: TarEntry): void {
  const [found] = attributes.find(([key]) => key.startsWith(OVERLAY)) ?? [];
  if (found === undefined) return;
  const attribute = found.replace('SCHILY.xattr.', '');
  const why = `${shownPath(name)} has the attribute ${shownPath(attribute)}, which overlay2 would take for its own`;
  throw new HostError('cannot-read', shownPath(name), why);
}

/** Everything that matters of an entry but its content; texts are ended by a zero, so none can be taken for two. */
function describe(hash: Hash, entry: TarEntry): void {
  const { name, kind, mode, uid, gid, mtime, link, device, size } = entry;
  const words = [name, kind, mode, uid, gid, mtime, link, device, size].join('\0');
  hash.update(`${words}\0`, 'latin1');
  for (const [key, value] of entry.attributes) {
    hash.update(`${key}\0${String(value.length)}\0`, 'latin1');
    hash.update(value);
  }
  hash.update('\0\0content\0');
}

/** Takes down what an archive contains: a digest of it, and counts. */
export class Audit implements TarListener {
  readonly digest = new TreeDigest();
  entries = 0;
  /** Content as stored, without holes. */
  bytes = 0;
  /** Content as stored of sparse files alone. */
  sparseBytes = 0;
  sparseFiles = 0;

  readonly #piece = ContentHash.memory();
  readonly #onDigest: DigestListener | null;
  #entry: TarEntry | null = null;
  #hash: Hash = createHash('sha256');
  #content: ContentHash | null = null;

  constructor(onDigest: DigestListener | null = null) {
    this.#onDigest = onDigest;
  }

  entry(entry: TarEntry): void {
    mustNotBeOfAnOverlay(entry);
    this.#entry = entry;
    this.#hash = createHash('sha256');
    describe(this.#hash, entry);
    this.#content = new ContentHash(this.#hash, entry.size, this.#piece);
    this.entries += 1;
    if (entry.isSparse) this.sparseFiles += 1;
  }

  data(offset: number, content: Buffer): void {
    this.#content?.write(offset, content);
    this.bytes += content.length;
    if (this.#entry?.isSparse === true) this.sparseBytes += content.length;
  }

  end(): void {
    if (this.#entry === null) throw new Error('an entry ends that did not begin');
    this.#content?.finish();
    const digest = this.#hash.digest();
    this.digest.add(this.#entry.name, digest);
    this.#onDigest?.(this.#entry.name, digest);
  }
}
