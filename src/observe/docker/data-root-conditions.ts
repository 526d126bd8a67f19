import { holdsNothing, holdsNothingBesides } from '../../docker/data-root.ts';
import { fails, holds, type Condition, type Finding } from '../../model/plan/condition.ts';
import { entriesOf, type EntriesAside } from '../../model/facts/data-root.ts';
import type { Holdings } from '../../model/facts/docker-state.ts';
import type { Host } from '../../model/host.ts';
import { dataRootHoldings, keptBesides, mountPointsIn } from './data-root.ts';
import type { Probes } from '../conditions/probes.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** Nothing in the data root that a person would miss, and nothing mounted at it or below. */
export async function checkDataRoot(
  { host }: Probes,
  { kind, path }: Of<'data-root-bare' | 'data-root-spent'>,
): Promise<Finding> {
  const found = await host.lstat(path);
  if (found === null) return fails('it does not exist');
  if (found.kind !== 'directory') return fails(`it is a ${found.kind}`);
  const [mounted] = await mountPointsIn(host, path);
  if (mounted !== undefined) return fails(`${mounted} is mounted`);
  const holdings = await dataRootHoldings(host, path);
  return kind === 'data-root-bare' ? bare(holdings) : spent(host, path, holdings);
}

const missed = (holdings: Holdings): Finding => fails(`it holds ${JSON.stringify(holdings)}`);

const bare = (holdings: Holdings): Finding => (holdsNothing(holdings) ? holds : missed(holdings));

/** All of it belonged to the pool. */
async function spent(host: Host, path: string, holdings: Holdings): Promise<Finding> {
  const [kept] = await keptBesides(host, path);
  if (kept !== undefined) return fails(`it holds ${kept}`);
  return holdsNothingBesides(holdings) ? holds : missed(holdings);
}

/** Names in the data root, and those aside; null: that folder is not there. */
interface Entries {
  readonly here: readonly string[];
  readonly aside: readonly string[] | null;
}

async function entries(host: Host, root: EntriesAside): Promise<Entries | null> {
  const names = await host.list(root.path);
  if (names === null) return null;
  return { here: entriesOf(root, names), aside: await host.list(root.aside) };
}

const some = (names: readonly string[]): string => names.slice(0, 5).join(', ');

/** How far the entries of a data root are moved aside, or back. */
export async function checkEntries(
  { host }: Probes,
  { root, is }: Of<'entries'>,
): Promise<Finding> {
  const found = await entries(host, root);
  if (found === null) return fails('it does not exist');
  const { here, aside } = found;
  if (is === 'none') return here.length === 0 ? holds : fails(`it holds ${some(here)}`);
  if (is === 'moved' && aside === null) return fails(`${root.aside} does not exist`);
  const isMoved = (name: string): boolean => aside?.includes(name) ?? false;
  const odd = here.filter((name) => isMoved(name) === (is === 'apart'));
  if (odd.length === 0) return holds;
  return fails(is === 'apart' ? `${some(odd)} in both places` : `${some(odd)} not moved`);
}

/** Nothing that a person would miss in all of them, or in those with a namesake aside. */
export async function checkEntriesBare(
  { host }: Probes,
  { root, of }: Of<'entries-bare'>,
): Promise<Finding> {
  const found = await entries(host, root);
  if (found === null) return fails('it does not exist');
  const mounted = (await mountPointsIn(host, root.path)).find((point) => point !== root.path);
  if (mounted !== undefined) return fails(`${mounted} is mounted`);
  const { here, aside } = found;
  const counts = (name: string): boolean =>
    here.includes(name) && (of === 'all' || (aside?.includes(name) ?? false));
  return bare(await dataRootHoldings(host, root.path, counts));
}
