import { diskUse, parseDiskUse } from '../lvm/du.ts';
import type { Host } from '../model/host.ts';
import type { OldRoot } from '../model/old-root.ts';
import { answerOf, attempt } from './attempt.ts';
import { dataRootHoldings, mountPointsIn } from './data-root.ts';

/** Looks at the data root that was moved aside; du(1) is the one process. */
export async function oldRoot(host: Host, path: string): Promise<OldRoot> {
  const [inode, mounts, holdings, size] = await Promise.all([
    attempt(async () => (await host.lstat(path))?.inode ?? null),
    attempt(() => mountPointsIn(host, path)),
    attempt(() => dataRootHoldings(host, path)),
    attempt(async () => parseDiskUse(await answerOf(host, diskUse(path)))),
  ]);
  return { inode, mounts, holdings, size };
}
