import { createHash } from 'node:crypto';
import { HostError, type Host } from '../model/host.ts';
import type { ConversionPlace } from '../model/plan/conversion.ts';

/** Paths of a layer of overlay2 (moby, daemon/graphdriver/overlay2). */
export interface LayerPaths {
  /** Its directory, once it is finished. */
  readonly final: string;
  /** Its directory while it is made. */
  readonly fresh: string;
  /** Its files, in `fresh`. */
  readonly diff: string;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** @throws HostError for an id that Docker does not give to layers */
export function pathsOf({ into }: ConversionPlace, id: string): LayerPaths {
  if (!ID.test(id)) throw new HostError('cannot-write', id, `'${id}' is not the id of a layer`);
  const fresh = `${into}/${id}.new`;
  return { final: `${into}/${id}`, fresh, diff: `${fresh}/diff` };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LINK = /^[A-Z2-7]{26}$/;

/**
 * Returns the short name of a layer, under which mount options list it. Docker's are random; this
 * one follows from the id, so that a layer that is made again has the same.
 */
export function linkOf(id: string): string {
  const digest = createHash('sha256').update(id).digest();
  return [...digest.subarray(0, 26)].map((byte) => BASE32[byte % BASE32.length]).join('');
}

/** Docker's own limit (overlay2, maxDepth). */
const MOST_LOWER = 128;

/** Returns the file `lower` of a layer above this finished one: it, then all below it. */
async function lowerFor(host: Host, { into }: ConversionPlace, below: string): Promise<string> {
  const link = await host.readText(`${into}/${below}/link`);
  if (link === null || !LINK.test(link)) {
    const why = `the layer below, ${below}, is not finished in ${into}`;
    throw new HostError('cannot-read', `${into}/${below}`, why);
  }
  const rest = await host.readText(`${into}/${below}/lower`);
  const all = [`l/${link}`, ...(rest === null ? [] : rest.split(':'))];
  if (all.length <= MOST_LOWER) return all.join(':');
  const why = `${String(all.length)} layers lie below it; overlay2 takes ${String(MOST_LOWER)}`;
  throw new HostError('cannot-write', `${into}/${below}`, why);
}

/** @throws HostError 'cannot-read' when the layer below is not finished */
export async function mustHaveBelow(
  host: Host,
  place: ConversionPlace,
  below: string | null,
): Promise<void> {
  if (below !== null) await lowerFor(host, place, below);
}

/** Makes the directory of a layer and the one of its files. Others than root may not list it. */
export async function makeLayerDirectory(
  host: Host,
  { owner }: ConversionPlace,
  { fresh, diff }: LayerPaths,
): Promise<void> {
  await host.makeDirectory(fresh, { uid: 0, gid: owner.gid, mode: 0o710 }, null);
  await host.makeDirectory(diff, { ...owner, mode: 0o755 }, null);
}

const ROOTS = { uid: 0, gid: 0 };

const content = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes what Docker keeps beside the files of a layer. @throws HostError */
export async function writeLayout(
  host: Host,
  place: ConversionPlace,
  id: string,
  below: string | null,
): Promise<void> {
  const { fresh } = pathsOf(place, id);
  const file = { ...ROOTS, mode: 0o644 };
  await host.publishFile(`${fresh}/link`, content(linkOf(id)), file);
  if (below !== null) {
    const lower = await lowerFor(host, place, below);
    await host.publishFile(`${fresh}/lower`, content(lower), file);
    await host.makeDirectory(`${fresh}/work`, { ...place.owner, mode: 0o700 }, null);
    const committed = `${pathsOf(place, below).final}/committed`;
    await host.publishFile(committed, content(''), { ...ROOTS, mode: 0o600 });
  }
  await host.makeLink(`${place.into}/l/${linkOf(id)}`, `../${id}/diff`);
}
