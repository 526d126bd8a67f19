import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import { knownOr } from '../../model/known.ts';
import type { DockerState, StartError, UnitState } from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { toldStartError } from '../../model/start-error.ts';
import type { DockerReport } from '../../model/status.ts';
import { failed, note, ok, unsure, type Examination, type Verdict } from '../examination.ts';

export const DOCKER_RUNS = [
  {
    id: 'docker-version',
    code: 'DM040',
    title: 'Docker has the devicemapper driver',
    wanted: 'Docker 24 or older',
    scope: 'host',
    judge: ({ facts }) => {
      const known = facts.engine.version;
      if (!known.known) return unsure(known.why);
      const version = known.value;
      if (version === null) return failed('dockerd is not installed', 'install Docker 24 or older');
      const major = Number.parseInt(version, 10);
      if (Number.isNaN(major)) return unsure(`'${version}' is not a version`);
      if (major < FIRST_WITHOUT_DRIVER) return ok(`Docker ${version}`);
      return failed(
        `Docker ${version} does not have the devicemapper driver`,
        'dmctl migrate overlay2  carries images and containers over to overlay2, which it has',
        'or go back to Docker 24 or older',
      );
    },
  },
  /** A Docker that was stopped is no problem; one that failed is, and nothing starts it again. */
  {
    id: 'docker-running',
    code: 'DM100',
    title: 'Docker is running',
    wanted: 'the daemon answers',
    scope: 'host',
    wakes: 'always',
    judge: ({ facts }) => {
      const { docker } = dockerFacts(facts);
      if (docker.startError !== null) return doesNotStart(docker, docker.startError);
      if (!docker.running.known) return unsure(docker.running.why);
      if (docker.running.value) {
        return docker.info.known ? ok('running') : unsure(`docker info: ${docker.info.why}`);
      }
      if (docker.manager === 'systemd' && !docker.units.known) {
        return unsure(
          `Docker is not running, and it is unknown whether it failed: ${docker.units.why}`,
        );
      }
      const broken = failedUnits(docker);
      if (broken.length > 0) {
        const names = broken.map((unit) => unit.name).join(', ');
        return failed(`${names} failed`, SEE_WHY, tryAgain(docker));
      }
      return note('Docker is stopped: checks of a running Docker were skipped', START);
    },
  },
  {
    id: 'storage-driver',
    code: 'DM101',
    title: 'Docker uses the devicemapper driver',
    wanted: 'devicemapper',
    scope: 'host',
    judge: ({ facts, pool }) => {
      const { docker } = dockerFacts(facts);
      const config = configurationOf(facts);
      const fix = pool.kind === 'named' ? SWITCH : [SET_UP];
      if (!docker.info.known) return unsure(docker.info.why);
      if (docker.info.value !== null) {
        const driver = docker.info.value.storageDriver;
        if (driver === 'devicemapper') return ok(driver);
        const told =
          config.driver === 'devicemapper' ? ', although devicemapper is configured' : '';
        return failed(`Docker runs on ${driver}${told}`, ...fix);
      }
      if (config.driver === 'devicemapper') return ok('devicemapper is configured');
      if (config.driver !== null)
        return failed(`storage driver ${config.driver} is configured`, ...fix);
      if (!config.file.ok) return unsure(config.file.why);
      if (!config.outside.known) return unsure(config.outside.why);
      return failed('no storage driver is configured: Docker will choose one itself', ...fix);
    },
  },
  {
    id: 'mode',
    code: 'DM102',
    title: 'the pool is on real disks',
    wanted: 'direct-lvm',
    scope: 'setup',
    judge: ({ pool }) => {
      if (pool.kind === 'unknown') return unsure(pool.why);
      if (pool.kind === 'none') return failed('no pool is configured', SET_UP);
      if (pool.mode === 'direct-lvm') return ok('direct-lvm');
      return note(
        'the pool is on loop files in the data root (loop-lvm), which is for testing only',
        'to move to direct-lvm on a blank disk: docker save what you need, dmctl teardown, dmctl setup direct-lvm DEVICE',
      );
    },
  },
] as const satisfies readonly Examination[];

/** Docker Engine 25 removed the driver. */
const FIRST_WITHOUT_DRIVER = 25;

/** Quotes dockerd, with what its words mean and the way out. */
function doesNotStart(docker: DockerState, error: StartError): Verdict {
  const { headline, fix } = toldStartError(error);
  const why = (error.known?.fix ?? []).length === 0 ? [SEE_WHY] : [];
  return failed(`Docker does not start: ${headline}`, ...why, ...fix, tryAgain(docker));
}

const SEE_WHY = 'see why with journalctl -u docker.service -n 50';

/** docker.socket fails with the service that it starts. */
function tryAgain(docker: DockerState): string {
  const names = failedUnits(docker).map(({ name }) => name);
  const reset = names.length === 0 ? '' : `systemctl reset-failed ${names.join(' ')} && `;
  return `once it is fixed: ${reset}systemctl start docker.service`;
}

const START = 'systemctl start docker.service (or: service docker start)';

const failedUnits = ({ units }: DockerState): readonly UnitState[] =>
  knownOr(units, []).filter((unit) => unit.name.startsWith('docker') && unit.active === 'failed');

const SWITCH = [
  'docker save what you need: images and containers of one driver are invisible to another',
  'set "storage-driver": "devicemapper" in daemon.json and restart Docker',
];

/** Configuring the driver alone would make Docker use loop files. */
const SET_UP = 'dmctl setup direct-lvm DEVICE';

/** Docker, for the screen of `dmctl status`. */
export function dockerReport(facts: Facts): DockerReport {
  const { docker, dataRoot } = dockerFacts(facts);
  const info = knownOr(docker.info, null);
  return {
    version: knownOr(facts.engine.version, null),
    storageDriver: facts.engine.driver,
    dataRoot: info?.dataRoot ?? dataRoot.path,
    running: knownOr(docker.running, null),
  };
}
