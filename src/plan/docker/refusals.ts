import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import type { DaemonSettings } from '../../docker/daemon-json.ts';
import type { DockerState, OutsideOption } from '../../model/facts/docker-state.ts';
import type { Facts } from '../../model/facts/facts.ts';
import type { Notice } from '../../model/notice.ts';
import { cannotEdit } from './daemon-json.ts';
import { dataRootRefusals } from './data-root-refusals.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';

/** Docker Engine 25.0 removed the devicemapper driver. */
const FIRST_WITHOUT_DRIVER = 25;

/** What is wanted of Docker, beside the pool. */
interface Wanted {
  readonly moveDataRoot: boolean;
  /** The new options, `dm.key=value`. */
  readonly storageOptions: readonly string[];
}

/** Every reason why this Docker cannot be given a pool. */
export function dockerRefusals(facts: Facts, wanted: Wanted): readonly Notice[] {
  return [...configurationRefusals(facts, wanted), ...dataRootRefusals(facts, wanted.moveDataRoot)];
}

/** The same where the data root stays as it is. */
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

/** Docker Engine 25 and later, whatever else is missing on the host. */
export function driverRefusals(docker: DockerState): readonly Notice[] {
  return whenKnown("Docker's version", docker.version, (version) => {
    if (version === null || Number.parseInt(version, 10) < FIRST_WITHOUT_DRIVER) return [];
    const message = `Docker ${version} has no devicemapper driver`;
    const why = 'Docker Engine 25.0 removed it; overlay2 is what it uses instead';
    return [refusal('DM040', message, why, ['use Docker 24 or older, or stay with overlay2'])];
  });
}

/** Docker has to be stopped and started. */
export function serviceRefusals(docker: DockerState): readonly Notice[] {
  const unmanaged =
    docker.manager === 'none'
      ? [
          refusal(
            'DM047',
            'there is no docker.service here',
            'dmctl has to stop and start Docker, and knows it as docker.service or /etc/init.d/docker',
            [
              'a unit of another name has to be called docker.service: dmctl explain DM047',
              "systemctl list-unit-files '*docker*' shows what there is",
            ],
          ),
        ]
      : [];
  return [...unmanaged, ...whenKnown('whether Docker is running', docker.running, () => [])];
}

const STORAGE_SETTINGS = new Set(['--storage-driver', '--storage-opt', 'DOCKER_DRIVER']);

/** Storage settings beside daemon.json, which dmctl does not touch. */
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

/** A drop-in may have it. */
const whereIs = (source: string): readonly string[] =>
  source.startsWith('docker.service')
    ? ['systemctl cat docker.service shows the file; systemctl daemon-reload after the change']
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
  const message = `${path} has storage options for another set-up: ${clashing.join(', ')}`;
  const why = 'dockerd would not start with both, or would lose sight of the other pool';
  return [refusal('DM046', message, why, [`remove them from ${path}`])];
}

/** Options that name another pool or device, or belong to another driver. */
function clashes(option: string, wanted: Pick<Wanted, 'storageOptions'>): boolean {
  const key = option.slice(0, option.indexOf('=')).trim().toLowerCase();
  if (!key.startsWith('dm.')) return true;
  if (wanted.storageOptions.includes(option)) return false;
  return /^dm\.(thinpooldev$|directlvm_|thinp_|datadev$|metadatadev$)/.test(key);
}
