import { holdsNothing, holdsNothingBesides } from '../docker/data-root.ts';
import { fails, holds, undecided, type Condition, type Finding } from '../model/condition.ts';
import { sha256 } from './daemon-json.ts';
import { dataRootHoldings, mountPointsIn, otherDrivers } from './data-root.ts';
import type { Probes } from './probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** The content of a file, through links. */
export async function checkFile(
  { host }: Probes,
  { path, sha256: wanted }: Of<'file'>,
): Promise<Finding> {
  const text = await host.readBytes(path);
  if (text === null) {
    if ((await host.lstat(path)) !== null) return undecided('a symbolic link that leads nowhere');
    return wanted === null ? holds : fails('it is not there');
  }
  if (wanted === null) return fails('it is there');
  return sha256(text) === wanted ? holds : fails('its content is another one');
}

/** A directory by itself; a link to one is another thing, since it would be the link that is renamed. */
export async function checkDirectory(
  { host }: Probes,
  { path, is }: Of<'directory'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return is === 'absent' ? holds : fails('it is not there');
  if (is === 'absent') return fails(`it is there, a ${found.kind}`);
  if (found.kind !== 'directory') return fails(`it is a ${found.kind}`);
  if (is === 'present') return holds;
  if (is !== 'empty') {
    return found.inode === is.inode ? holds : fails('it is another directory');
  }
  const names = (await host.list(path)) ?? [];
  return names.length === 0 ? holds : fails(`it holds ${names.slice(0, 5).join(', ')}`);
}

/** Nothing in the data root that a person would miss, and nothing mounted at it or below. */
export async function checkDataRoot(
  { host }: Probes,
  { kind, path }: Of<'data-root-bare' | 'data-root-spent'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return fails('it is not there');
  if (found.kind !== 'directory') return fails(`it is a ${found.kind}`);
  const [mounted] = await mountPointsIn(host, path);
  if (mounted !== undefined) return fails(`${mounted} is mounted`);
  const holdings = await dataRootHoldings(host, path);
  const [driver] = kind === 'data-root-spent' ? await otherDrivers(host, path) : [];
  if (driver !== undefined) return fails(`the storage driver ${driver} has kept something in it`);
  const isFine = kind === 'data-root-bare' ? holdsNothing : holdsNothingBesides;
  return isFine(holdings) ? holds : fails(`it holds ${JSON.stringify(holdings)}`);
}
