import { configDump, namespaces, PROBE_NAMESPACE } from '../../containerd/commands.ts';
import { parseDump } from '../../containerd/dump.ts';
import { foreignDifferences } from '../../containerd/dump-differences.ts';
import type { ContainerdFacts } from '../../model/facts/containerd-state.ts';
import { knownOr } from '../../model/known.ts';
import {
  type ConditionOf,
  type Finding,
  fails,
  holds,
  undecided,
} from '../../model/plan/condition.ts';
import { answerOf } from '../attempt.ts';
import type { Probes } from '../conditions/probes.ts';
import { observeContainerd } from './containerd.ts';
import { snapshotsIn } from './databases.ts';
import { isOfTrial } from './removal.ts';

/** containerd as it is, asked once for all conditions. */
const asked = (probes: Probes): Promise<ContainerdFacts> => probes.once(ask);

const ask = ({ host }: Probes): Promise<ContainerdFacts> => observeContainerd(host, false);

/** The copy and the file itself lead to the same settings, but for those of the devmapper snapshotter. */
async function checkSame(
  { host }: Probes,
  { program, config, copy, cri }: ConditionOf<'containerd-config-same'>,
): Promise<Finding> {
  const before = parseDump(await answerOf(host, configDump(program, config)));
  const after = parseDump(await answerOf(host, configDump(program, copy)));
  const foreign = foreignDifferences(before, after, { cri });
  if (foreign.length === 0) return holds;
  return fails(`it would also change ${foreign.slice(0, 5).join(', ')}`);
}

/** Its plugin is up, on that pool. */
async function checkOnPool(
  probes: Probes,
  { pool }: ConditionOf<'containerd-on-pool'>,
): Promise<Finding> {
  const { plugin, settings } = await asked(probes);
  if (!plugin.known) return undecided(plugin.why);
  if (!settings.known) return undecided(settings.why);
  if (plugin.value === null) return fails('containerd is not running');
  const { state, why } = plugin.value;
  if (state !== 'ok') return fails(`its devmapper plugin is in the state ${state}: ${why}`);
  const name = settings.value?.snapshotter.poolName ?? '';
  return name === pool ? holds : fails(`it is configured for ${name === '' ? 'no pool' : name}`);
}

/** It runs, and not on that pool: the plugin was not loaded, or is configured for another one. */
async function checkOffPool(
  probes: Probes,
  { pool }: ConditionOf<'containerd-off-pool'>,
): Promise<Finding> {
  const { plugin, settings } = await asked(probes);
  if (!plugin.known) return undecided(plugin.why);
  if (!settings.known) return undecided(settings.why);
  if (plugin.value === null) return fails('containerd is not running');
  const isUp = plugin.value.state === 'ok';
  const name = knownOr(settings, null)?.snapshotter.poolName ?? '';
  // What the running daemon read as it started shows only in its plugin.
  if (isUp && (name === pool || name === '')) return fails(`its devmapper plugin is up on ${pool}`);
  return holds;
}

/** No snapshot is on record but those of dmctl's own trial. */
async function checkUnused(
  { host }: Probes,
  { root }: ConditionOf<'containerd-unused'>,
): Promise<Finding> {
  const snapshots = (await snapshotsIn(host, root)) ?? [];
  const [other] = snapshots.filter((snapshot) => !isOfTrial(snapshot));
  if (other === undefined) return holds;
  return fails(`${String(snapshots.length)} snapshots are in the pool, ${other.key} among them`);
}

/** Nothing of dmctl's trial is left. */
async function checkTried(probes: Probes): Promise<Finding> {
  const { settings, root } = await asked(probes);
  if (!settings.known) return undecided(settings.why);
  const left = ((await snapshotsIn(probes.host, root)) ?? []).filter(isOfTrial);
  if (left.length > 0) return fails(`${left.map(({ key }) => key).join(', ')} exists`);
  const address = settings.value?.address;
  if (address === undefined) return fails('containerd is not installed');
  const names = (await answerOf(probes.host, namespaces(address))).split('\n');
  return names.includes(PROBE_NAMESPACE) ? fails(`the namespace ${PROBE_NAMESPACE} exists`) : holds;
}

/** No container of the devmapper snapshotter has a task. */
async function checkIdle(probes: Probes): Promise<Finding> {
  const { content } = await asked(probes);
  if (!content.known) return undecided(content.why);
  const [task] = content.value.tasks;
  return task === undefined ? holds : fails(`container ${task} runs`);
}

/** The look for each kind of condition that is containerd's own. */
export const CONTAINERD_CHECKS = {
  'containerd-config-same': checkSame,
  'containerd-on-pool': checkOnPool,
  'containerd-off-pool': checkOffPool,
  'containerd-unused': checkUnused,
  'containerd-tried': checkTried,
  'containerd-idle': checkIdle,
};
