import { dockerFacts } from '../../docker/engine.ts';
import { tornDownOf, type MovedRoot } from '../../model/facts/data-root.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { DockerGround } from '../../model/facts/teardown-ground.ts';
import type { Host, Ownership } from '../../model/host.ts';
import { attempt } from '../attempt.ts';
import { keptBesides } from './data-root.ts';

/**
 * Looks at what a teardown puts back for Docker. No process.
 * @param moved the data root that the setup moved aside; null: it moved none
 */
export async function dockerGround(
  host: Host,
  facts: Facts,
  moved: MovedRoot | null,
): Promise<DockerGround> {
  const { daemonJson, dataRoot } = dockerFacts(facts);
  const aside = tornDownOf(dataRoot.path, dataRoot.state === 'present' && dataRoot.mountPoint);
  const markIn = async (folder: string | undefined): Promise<number | null> =>
    moved === null || folder === undefined
      ? null
      : ((await host.lstat(`${folder}${moved.mark.below}`))?.inode ?? null);
  const [owner, backup, inPlace, kept, asideTaken] = await Promise.all([
    attempt(() => ownerOf(host, daemonJson.path)),
    attempt(() => markIn(moved?.backup)),
    attempt(() => markIn(moved?.path)),
    attempt(() => keptBesides(host, dataRoot.path)),
    attempt(async () => (await host.lstat(aside)) !== null),
  ]);
  return { daemonJson: owner, backup, inPlace, keptBesides: kept, asideTaken };
}

async function ownerOf(host: Host, path: string): Promise<Ownership | null> {
  const found = await host.stat(path);
  return found === null ? null : { uid: found.uid, gid: found.gid, mode: found.mode };
}
