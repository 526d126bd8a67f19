import { migrationPaths } from '../../../docker/migration-paths.ts';
import { isRecord, parseJson } from '../../../model/json.ts';
import type { Host } from '../../../model/host.ts';
import { type ConditionOf, type Finding, fails, holds } from '../../../model/plan/condition.ts';
import { isLayerDevice, LAYER_MOUNTS } from '../../../lvm/layer-device.ts';
import type { Probes } from '../../conditions/probes.ts';
import { dmNames } from '../../sys-block.ts';
import { mountPointsIn } from '../data-root.ts';
import { faultOfLayers, recordedLayers } from './complete.ts';
import { layersIn, recordsIn } from './ground.ts';
import { holdState, isMarked } from './hold.ts';
import { listedByDocker, missingFrom } from './inventory.ts';
import { networksOfContainers, userNetworks } from './networks.ts';
import { placeNow } from './places.ts';
import { driverRecord } from './record.ts';
import { treeDifference } from './same-tree.ts';
import { VOLUME_CHECKS } from './volume.ts';

const HAS_RUN = 'Docker has run since it was stopped for the migration';

const faultless = (fault: string | null): Finding => (fault === null ? holds : fails(fault));

async function checkLayer(
  { host }: Probes,
  { places, id, record, hold }: ConditionOf<'layer-converted'>,
): Promise<Finding> {
  if ((await host.lstat(record)) === null) return holds;
  const place = await placeNow(host, places);
  if ((await host.lstat(`${place}/${id}`)) === null) return fails('it is not converted');
  return hold === null || (await isMarked(host, hold)) ? holds : fails(HAS_RUN);
}

/** dockerd gives its containers some seconds to stop, and then ends without those that have not. */
async function checkHold(
  { host }: Probes,
  { hold, dataRoot }: ConditionOf<'layers-held'>,
): Promise<Finding> {
  const state = await holdState(host, hold);
  if (state === 'switched') return holds;
  const { building, layers } = migrationPaths(dataRoot);
  const notOfContainers = [dataRoot, building, layers];
  const points = await mountPointsIn(host, dataRoot);
  const mounted = points.find((point) => !notOfContainers.includes(point));
  if (mounted !== undefined)
    return fails(`${mounted} is still mounted: a container did not stop with Docker`);
  return state === 'stopped' ? holds : fails(HAS_RUN);
}

async function checkComplete(
  { host }: Probes,
  { places, dataRoot, hold }: ConditionOf<'layers-complete'>,
): Promise<Finding> {
  const state = await holdState(host, hold);
  if (state === 'lost') return fails(HAS_RUN);
  const others = state === 'switched' ? 'allowed' : 'refused';
  const place = await placeNow(host, places);
  return faultless(await faultOfLayers(host, place, await recordedLayers(host, dataRoot), others));
}

async function checkCopy(
  { host }: Probes,
  { from, to, hold }: ConditionOf<'tree-copied'>,
): Promise<Finding> {
  if ((await host.lstat(to)) === null) return fails('it does not exist');
  const state = await holdState(host, hold);
  if (state === 'switched') return holds;
  if (state === 'lost') return fails(HAS_RUN);
  return faultless(await treeDifference(host, from, to));
}

async function checkContainers(
  { host }: Probes,
  { dataRoot, is }: ConditionOf<'container-driver'>,
): Promise<Finding> {
  for (const { path, driver } of await driversOfContainers(host, dataRoot))
    if (driver !== is) return fails(`${path} names ${driver ?? 'no driver'}`);
  return holds;
}

/** The storage driver that each container of the devicemapper driver is of. @throws HostError or ParseError */
export async function driversOfContainers(
  host: Host,
  dataRoot: string,
): Promise<
  readonly { readonly path: string; readonly text: string; readonly driver: string | null }[]
> {
  const { oldRecords } = migrationPaths(dataRoot);
  const ids = (await host.list(`${oldRecords}/layerdb/mounts`)) ?? [];
  const found = [];
  for (const id of ids) {
    const path = `${dataRoot}/containers/${id}/config.v2.json`;
    const text = await host.readText(path);
    if (text === null) continue;
    const config = parseJson(path, text);
    const driver = isRecord(config) ? config['Driver'] : null;
    found.push({ path, text, driver: typeof driver === 'string' ? driver : null });
  }
  return found;
}

async function checkInventory(
  { host }: Probes,
  { dataRoot }: ConditionOf<'nothing-missing'>,
): Promise<Finding> {
  const record = await driverRecord(host, migrationPaths(dataRoot), 'skip');
  if (record === null) return fails('the devicemapper driver has nothing on record');
  const missing = missingFrom(record, await listedByDocker(host));
  if (missing.length === 0) return holds;
  const more = missing.length > 3 ? ` and ${String(missing.length - 3)} more` : '';
  return fails(`Docker does not list ${missing.slice(0, 3).join(', ')}${more}`);
}

async function checkNetworks(
  { host }: Probes,
  { dataRoot, networks }: ConditionOf<'networks-kept'>,
): Promise<Finding> {
  const listed = new Set((await userNetworks(host)).map(({ id }) => id));
  const missing = networks.filter(({ id }) => !listed.has(id));
  if (missing.length === 0) return holds;
  const used = await networksOfContainers(host, dataRoot);
  const lost = missing.filter(({ id }) => used.has(id)).map(({ name }) => `network ${name}`);
  return lost.length === 0 ? holds : fails(`Docker does not list ${lost.join(', ')}`);
}

async function checkReleased({ host }: Probes): Promise<Finding> {
  const [mount] = await mountPointsIn(host, LAYER_MOUNTS);
  if (mount !== undefined) return fails(`${mount} is mounted`);
  const device = (await dmNames(host)).find(isLayerDevice);
  return device === undefined ? holds : fails(`device ${device} exists`);
}

async function checkBare(
  { host }: Probes,
  { path, holds: what }: ConditionOf<'overlay-bare'>,
): Promise<Finding> {
  const { held } = await (what === 'layers' ? layersIn : recordsIn)(host, path);
  return held === 0 ? holds : fails(`it holds ${String(held)} ${what}`);
}

/** The look for each kind of condition of a migration. */
export const MIGRATION_CHECKS = {
  'layer-converted': checkLayer,
  'layers-held': checkHold,
  'layers-complete': checkComplete,
  'tree-copied': checkCopy,
  'container-driver': checkContainers,
  'nothing-missing': checkInventory,
  'networks-kept': checkNetworks,
  'layers-released': checkReleased,
  'overlay-bare': checkBare,
  ...VOLUME_CHECKS,
};
