import { sha256Of } from '../model/sha256.ts';

/** A descriptor of another blob in the content store (OCI image-spec, descriptor.md). */
interface Descriptor {
  readonly digest: string;
  readonly platform: string | null;
}

/** A blob of an image leads to the next one, or is its configuration. */
export type ImageBlob =
  | { readonly kind: 'leads'; readonly to: string }
  /** Chain id of its topmost layer, the name of its snapshot; null: it has no layer. */
  | { readonly kind: 'config'; readonly top: string | null };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown, key: string): string | null => {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : null;
};

function descriptorOf(value: unknown): readonly Descriptor[] {
  const digest = textOf(value, 'digest');
  if (digest === null || !isRecord(value)) return [];
  const { platform } = value;
  const [os, architecture] = [textOf(platform, 'os'), textOf(platform, 'architecture')];
  return [
    { digest, platform: os === null || architecture === null ? null : `${os}/${architecture}` },
  ];
}

/**
 * Reads an index, a manifest or a configuration of an image (OCI image-spec; the same in Docker's schema 2).
 * @param platform the host's, `linux/amd64`; of an index without it, the first entry counts
 * @returns null for anything else
 */
export function readImageBlob(text: string, platform: string): ImageBlob | null {
  const blob = parsed(text);
  if (!isRecord(blob)) return null;
  if (Array.isArray(blob['manifests'])) {
    const all = blob['manifests'].flatMap(descriptorOf);
    const one = all.find((entry) => entry.platform === platform) ?? all[0];
    return one === undefined ? null : { kind: 'leads', to: one.digest };
  }
  const [config] = descriptorOf(blob['config']);
  if (config !== undefined) return { kind: 'leads', to: config.digest };
  const { rootfs } = blob;
  const layers = isRecord(rootfs) ? rootfs['diff_ids'] : null;
  if (!Array.isArray(layers) || !layers.every((id) => typeof id === 'string')) return null;
  return { kind: 'config', top: chainOf(layers) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Chains digests from the lowest layer up (OCI image-spec, config.md, "Layer ChainID"); null: there is none. */
export const chainOf = (diffIds: readonly string[]): string | null =>
  diffIds.reduce<string | null>(
    (chain, diff) => (chain === null ? diff : `sha256:${sha256Of(`${chain} ${diff}`)}`),
    null,
  );
