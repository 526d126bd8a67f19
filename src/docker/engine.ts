import { BOOT_UNITS } from '../model/engine-name.ts';
import type { EngineFacts, EnginePool } from '../model/engine.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { DockerFacts, DockerInfo } from '../model/facts/docker-state.ts';
import type { Facts } from '../model/facts/facts.ts';
import { known, knownOr, mapKnown, unknown, type Known } from '../model/known.ts';
import { blindSpot, readConfiguration, type Configuration } from './configuration.ts';
import { devicesInOptions, isLoopPoolName, lastValue, poolInOptions } from './pool-name.ts';

/** Returns all facts about Docker, for code specific to Docker. */
export function dockerFacts({ engine }: Pick<Facts, 'engine'>): DockerFacts {
  if (engine.engine === 'docker') return engine.detail;
  throw new Error(`asked ${engine.title} for facts of Docker`);
}

/** Returns Docker's configuration according to these facts. */
export const configurationOf = (facts: Pick<Facts, 'engine'>): Configuration =>
  readConfiguration(dockerFacts(facts));

/**
 * Describes Docker as a container engine.
 * @param dm the kernel's devices, among which a stopped Docker may have left its pool
 */
export function dockerEngine(detail: DockerFacts, dm: Known<readonly DmDevice[]>): EngineFacts {
  const { docker } = detail;
  const config = readConfiguration(detail);
  const info = knownOr(docker.info, null);
  return {
    engine: 'docker',
    title: 'Docker',
    version: info === null ? docker.version : known(info.serverVersion),
    service: {
      unit: 'docker.service',
      manager: docker.manager,
      running: docker.running,
      units: docker.units,
      bootUnit: BOOT_UNITS.docker,
    },
    runsOn: mapKnown(docker.info, (answer) => (answer === null ? null : runningPool(answer))),
    configuredFor: configuredPool(config),
    leftBehind: leftBehind(knownOr(dm, [])),
    totals: totalsOf(info),
    counts: info === null ? null : countsOf(info),
    keepsFree: keepsFree(config),
    root: detail.dataRoot.path,
    setAside: detail.dataRootBackup,
    driver: info?.storageDriver ?? null,
    configFile: detail.daemonJson.path,
    detail,
  };
}

function runningPool({ devicemapper }: DockerInfo): EnginePool | null {
  if (devicemapper === null) return null;
  const { poolName, dataLoopFile, metadataLoopFile } = devicemapper;
  const files = [dataLoopFile, metadataLoopFile].filter((file) => file !== null);
  return { name: poolName, mode: dataLoopFile === null ? 'direct-lvm' : 'loop-lvm', files };
}

/** The options name the pool; devicemapper without options means loop files. */
function configuredPool(config: Configuration): Known<EnginePool | null> {
  const name = poolInOptions(config.storageOpts);
  if (name !== null) {
    return known({ name, mode: isLoopPoolName(name) ? 'loop-lvm' : 'direct-lvm', files: [] });
  }
  const blind = blindSpot(config);
  if (blind !== null) return unknown(blind);
  const madeOf = devicesInOptions(config.storageOpts);
  if (madeOf.length > 0) return known({ name: null, mode: 'direct-lvm', files: madeOf });
  const onLoopFiles = { name: null, mode: 'loop-lvm', files: [] } as const;
  return known(config.driver === 'devicemapper' ? onLoopFiles : null);
}

/** A pool on loop files remains if Docker stopped and could not remove it. */
function leftBehind(devices: readonly DmDevice[]): EnginePool | null {
  const name = devices.find((device) => isLoopPoolName(device.name))?.name;
  return name === undefined ? null : { name, mode: 'loop-lvm', files: [] };
}

function totalsOf(info: DockerInfo | null): EngineFacts['totals'] {
  const status = info?.devicemapper ?? null;
  if (status === null) return null;
  return {
    data: { used: status.dataUsed, total: status.dataTotal },
    metadata: { used: status.metadataUsed, total: status.metadataTotal },
  };
}

const countsOf = ({ images, containers, running }: DockerInfo): EngineFacts['counts'] => ({
  images,
  containers,
  running,
});

/** dockerd checks it whenever it creates a layer (moby, poolHasFreeSpace). */
const DEFAULT_MIN_FREE = '10%';

function keepsFree({ storageOpts }: Configuration): Known<number> {
  const option = lastValue(storageOpts, 'dm.min_free_space') ?? DEFAULT_MIN_FREE;
  const percent = Number(option.replace(/%$/, ''));
  const isRead = option.endsWith('%') && !Number.isNaN(percent);
  return isRead ? known(percent) : unknown(`dm.min_free_space=${option}`);
}
