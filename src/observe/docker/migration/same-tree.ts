import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../../model/host.ts';

/**
 * Says where two trees of plain files differ, by names, kinds, modes, owners and content; null: nowhere.
 * Docker's records of images are some small files for each layer.
 * @throws HostError
 */
export async function treeDifference(host: Host, from: string, to: string): Promise<string | null> {
  const [one, other] = [await host.lstat(from), await host.lstat(to)];
  if (one === null) return `${from} does not exist`;
  if (other === null) return `${to} does not exist`;
  const { kind, mode, uid, gid } = one;
  if (kind !== other.kind || mode !== other.mode || uid !== other.uid || gid !== other.gid)
    return `${to} is not as ${from} is`;
  if (kind === 'directory') return folderDifference(host, from, to);
  if (kind !== 'file') return `${from} is a ${kind}`;
  const [bytes, copy] = [await host.readBytes(from), await host.readBytes(to)];
  const isSame = bytes !== null && copy !== null && Buffer.compare(bytes, copy) === 0;
  return isSame ? null : `${to} has other content than ${from}`;
}

async function folderDifference(host: Host, from: string, to: string): Promise<string | null> {
  const [names, others] = [(await host.list(from)) ?? [], (await host.list(to)) ?? []];
  if (!isDeepStrictEqual(names, others)) return `${to} has other entries than ${from}`;
  for (const name of names) {
    const found = await treeDifference(host, `${from}/${name}`, `${to}/${name}`);
    if (found !== null) return found;
  }
  return null;
}
