import type { DaemonJsonFile } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { sha256Of } from '../../model/sha256.ts';
import { isOfTheHost } from '../attempt.ts';

/** daemon.json as it lies on disk, or why dmctl could not replace it. */
export async function daemonJsonFile(host: Host, path: string): Promise<DaemonJsonFile> {
  const unusable = (why: string): DaemonJsonFile => ({ state: 'unusable', path, why });
  try {
    if ((await host.lstat(path)) === null) return { state: 'absent', path };
    const target = await host.realPath(path);
    if (target === null) return unusable(`${path} is a dangling symbolic link`);
    const found = await host.stat(target);
    if (found?.kind !== 'file') return unusable(`${path} is not a regular file`);
    if (found.links > 1) return unusable(`${path} has ${String(found.links)} hard links`);
    const text = await host.readText(target);
    if (text === null) return unusable(`${path} disappeared while it was being read`);
    return { state: 'present', path, target, text, sha256: sha256Of(text) };
  } catch (error) {
    if (isOfTheHost(error)) return unusable(error.message);
    throw error;
  }
}
