import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import type { DaemonSettings } from '../../docker/daemon-json.ts';
import type { DockerState, OutsideOption } from '../../model/facts/docker-state.ts';
import { EXIT } from '../../model/exit-codes.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { knownOr } from '../../model/known.ts';
import type { Notice } from '../../model/notice.ts';
import { cannotEdit } from './daemon-json.ts';
import { dataRootRefusals } from './data-root-refusals.ts';
import { missing } from '../steps/host-refusals.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';

/** Docker Engine 25.0 removed the devicemapper driver. */
const FIRST_WITHOUT_DRIVER = 25;

/** What the setup needs of Docker besides the pool. */
interface Wanted {
  readonly moveDataRoot: boolean;
  /** The new options, `dm.key=value`. */
  readonly storageOptions: readonly string[];
}

/** Lists every reason why this Docker cannot use the pool. */
export function dockerRefusals(facts: Facts, wanted: Wanted): readonly Notice[] {
  return [...configurationRefusals(facts, wanted), ...dataRootRefusals(facts, wanted.moveDataRoot)];
}

/** Lists these reasons for a data root that stays as it is. */
export function configurationRefusals(
  facts: Facts,
  wanted: Pick<Wanted, 'storageOptions'>,
): readonly Notice[] {
  const { docker } = dockerFacts(facts);
  return [
    ...serviceRefusals(docker),
    ...outsideRefusals(docker),
    ...daemonJsonRefusals(facts, wanted),
  ];
}

/** Refuses without a Docker that has the driver, before anything else is checked. */
export function driverRefusals(facts: Pick<Facts, 'engine' | 'tools'>): readonly Notice[] {
  const { docker } = dockerFacts(facts);
  const installed = whenKnown('which dockerd runs here', docker.program, (path) =>
    path === null ? [noDockerd()] : [],
  );
  if (installed.length > 0) return installed;
  // A dockerd that has answered on its socket needs no client to be asked.
  const isAnswered = knownOr(docker.info, null) !== null;
  const client = facts.tools.docker.path === null && !isAnswered ? [missing('docker')] : [];
  return [...oldEnough(docker), ...client];
}

function noDockerd(): Notice {
  const why =
    'docker.service starts none, none runs, and no system directory has one that only root can have put there';
  const fix = ['install package docker.io or docker-ce'];
  return refusal('DM004', 'dockerd is missing', why, fix, EXIT.toolMissing);
}

/** Refuses Docker Engine 25 and later. */
function oldEnough(docker: DockerState): readonly Notice[] {
  return whenKnown("Docker's version", docker.version, (version) => {
    if (version === null || Number.parseInt(version, 10) < FIRST_WITHOUT_DRIVER) return [];
    const message = `Docker ${version} does not have the devicemapper driver`;
    const why = 'Docker Engine 25.0 removed it; overlay2 is its default';
    return [refusal('DM040', message, why, ['use Docker 24 or older, or keep overlay2'])];
  });
}

/** Refuses a Docker that dmctl cannot stop and start. */
export function serviceRefusals(docker: DockerState): readonly Notice[] {
  const unmanaged =
    docker.manager === 'none'
      ? [
          refusal(
            'DM047',
            'this host has no docker.service',
            'dmctl must stop and start Docker, as docker.service or /etc/init.d/docker',
            [
              'a unit of another name must be called docker.service: see dmctl explain DM047',
              "list the units with systemctl list-unit-files '*docker*'",
            ],
          ),
        ]
      : [];
  return [...unmanaged, ...whenKnown('whether Docker is running', docker.running, () => [])];
}

const STORAGE_SETTINGS = new Set(['--storage-driver', '--storage-opt', 'DOCKER_DRIVER']);

/** Refuses storage settings outside daemon.json, which dmctl does not edit. */
export function outsideRefusals(docker: DockerState): readonly Notice[] {
  return whenKnown("dockerd's own options", docker.outside, (options) =>
    options.filter(({ option }) => STORAGE_SETTINGS.has(option)).map(setOutside),
  );
}

/** Refuses an option that is set outside daemon.json and has to be, or already is, in it. */
export function setOutside({ option, value, source }: OutsideOption): Notice {
  const message = `${source} sets ${option} ${value}`.trimEnd();
  const why =
    option === 'DOCKER_DRIVER'
      ? 'it overrides the driver in daemon.json'
      : 'dockerd does not start with an option both as a flag and in daemon.json';
  return refusal('DM041', message, why, [`remove it from ${source}`, ...whereIs(source)]);
}

/** Says how to find the file, which may be a drop-in. */
const whereIs = (source: string): readonly string[] =>
  source.startsWith('docker.service')
    ? [
        'find the file with systemctl cat docker.service; run systemctl daemon-reload after the change',
      ]
    : [];

function daemonJsonRefusals(
  facts: Facts,
  wanted: Pick<Wanted, 'storageOptions'>,
): readonly Notice[] {
  const path = facts.engine.configFile;
  const { file } = configurationOf(facts);
  if (!file.ok) return [cannotEdit(path, file.why)];
  return file.value === null ? [] : settingsRefusals(path, file.value, wanted);
}

function settingsRefusals(
  path: string,
  settings: DaemonSettings,
  wanted: Pick<Wanted, 'storageOptions'>,
): readonly Notice[] {
  if (settings.misspeltStorageOpt) {
    const why = 'dockerd ignores "storage-opt"; the key is "storage-opts"';
    const fix = [`rename the key in ${path} to "storage-opts", or remove it`];
    return [refusal('DM043', `${path} has the key "storage-opt"`, why, fix)];
  }
  const clashing = settings.storageOpts.filter((option) => clashes(option, wanted));
  if (clashing.length === 0) return [];
  const message = `${path} has storage options of another setup: ${clashing.join(', ')}`;
  const why = 'dockerd would not start with both, or would no longer find the other pool';
  return [refusal('DM046', message, why, [`remove them from ${path}`])];
}

/** True for options that name another pool or device, or belong to another driver. */
function clashes(option: string, wanted: Pick<Wanted, 'storageOptions'>): boolean {
  const key = option.slice(0, option.indexOf('=')).trim().toLowerCase();
  if (!key.startsWith('dm.')) return true;
  if (wanted.storageOptions.includes(option)) return false;
  return /^dm\.(thinpooldev$|directlvm_|thinp_|datadev$|metadatadev$)/.test(key);
}
