import { diskUse, parseDiskUse } from '../../lvm/du.ts';
import type { Host } from '../../model/host.ts';
import type { OldRoot } from '../../model/facts/old-root.ts';
import { answerOf, attempt } from '../attempt.ts';
import { dataRootHoldings, mountPointsIn } from './data-root.ts';

/**
 * Looks at the data root that was moved aside; du(1) is the one process.
 * @param below where in it its mark is
 */
export async function oldRoot(host: Host, path: string, below: string): Promise<OldRoot> {
  const inodeOf = async (at: string) => (await host.lstat(at))?.inode ?? null;
  const [inode, mark, mounts, holdings, size] = await Promise.all([
    attempt(() => inodeOf(path)),
    attempt(() => inodeOf(`${path}${below}`)),
    attempt(() => mountPointsIn(host, path)),
    attempt(() => dataRootHoldings(host, path)),
    attempt(async () => parseDiskUse(await answerOf(host, diskUse(path)))),
  ]);
  return { inode, mark, mounts, holdings, size };
}
