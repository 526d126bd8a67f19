import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import { DEFERRED_DELETION, DEFERRED_REMOVAL, isDeferredByDefault } from '../../docker/deferred.ts';
import { lastValue } from '../../docker/pool-name.ts';
import type { DevicemapperStatus } from '../../model/facts/docker-state.ts';
import { knownOr, type Known } from '../../model/known.ts';
import {
  type Examination,
  type Examined,
  type Verdict,
  note,
  ok,
  unsure,
  warning,
} from '../examination.ts';
import { managerWords } from '../reboot.ts';

export const DEFERRED = [
  {
    id: 'deferred-removal',
    code: 'DM153',
    title: 'deferred removal is enabled',
    wanted: 'dm.use_deferred_removal=true',
    scope: 'setup',
    judge: (seen) => judge(seen, 'deferredRemoval', DEFERRED_REMOVAL),
  },
  {
    id: 'deferred-deletion',
    code: 'DM153',
    title: 'deferred deletion is enabled',
    wanted: 'dm.use_deferred_deletion=true',
    scope: 'setup',
    judge: (seen) => judge(seen, 'deferredDeletion', DEFERRED_DELETION),
  },
] as const satisfies readonly Examination[];

/** Asks a running Docker first, else its options. */
function judge(
  { facts }: Examined,
  field: keyof Pick<DevicemapperStatus, 'deferredRemoval' | 'deferredDeletion'>,
  option: string,
): Verdict {
  const { info } = dockerFacts(facts).docker;
  if (!info.known) return unsure(info.why);
  const running = info.value;
  const told = running?.devicemapper?.[field];
  if (typeof told === 'boolean') return told ? ok('yes') : off(option);
  if (running !== null) return unsure('docker info does not report it');
  const config = configurationOf(facts);
  if (!config.file.ok) return unsure(config.file.why);
  if (!config.outside.known) return unsure(config.outside.why);
  const value = lastValue(config.storageOpts, option);
  if (value === null) return byDefault(facts.engine.version, option);
  return /^(1|t|true)$/i.test(value) ? ok(`${option}=${value}`) : off(option);
}

function byDefault(version: Known<string | null>, option: string): Verdict {
  if (!version.known) return unsure(version.why);
  if (version.value === null) return unsure('dockerd is not installed');
  return isDeferredByDefault(version.value) ? ok('yes, by default') : off(option);
}

const off = (option: string): Verdict =>
  warning(
    `${option} is disabled: removing a busy device fails`,
    `add "${option}=true" to "storage-opts" in daemon.json, then restart Docker`,
  );

export const DOCKER_NOTES = [
  {
    id: 'reboot-docker',
    code: 'DM174',
    title: 'Docker starts at boot',
    wanted: 'docker.service or docker.socket enabled',
    scope: 'setup',
    judge: ({ facts }) => {
      const { docker } = dockerFacts(facts);
      if (docker.manager !== 'systemd')
        return note(`not checked: ${managerWords('Docker', docker.manager)}`);
      if (!docker.units.known) return unsure(docker.units.why);
      const units = docker.units.value.filter((unit) =>
        /^docker\.(service|socket)$/.test(unit.name),
      );
      const enabled = units.filter((unit) => unit.enabled.startsWith('enabled'));
      if (enabled.length > 0) return ok(enabled.map((unit) => unit.name).join(', '));
      return note(
        'docker.service is not enabled: Docker will stay down after a reboot',
        'systemctl enable docker.service',
      );
    },
  },
  /** Setup keeps the previous data root so that it can be undone. */
  {
    id: 'leftovers',
    code: 'DM180',
    title: 'nothing is left over from setup',
    wanted: 'no previous data root beside the new one',
    scope: 'setup',
    judge: ({ facts }) => {
      const { dataRootBackup: backup } = dockerFacts(facts);
      if (!backup.exists) return ok(`no ${backup.path}`);
      return note(
        `the previous data root still exists: ${backup.path}, with its images, containers and volumes`,
        'when you no longer need it: dmctl cleanup',
        `or by hand: rm -rf --one-file-system ${backup.path}`,
      );
    },
  },
  /** A pool that Docker set up itself needs care with its options. */
  {
    id: 'managed-by-docker',
    code: 'DM192',
    title: 'Docker does not manage the device itself',
    wanted: 'no dm.directlvm_device',
    scope: 'pool',
    directLvmOnly: true,
    judge: ({ facts }) => {
      const device = lastValue(configurationOf(facts).storageOpts, 'dm.directlvm_device') ?? '';
      if (device === '') return ok('no dm.directlvm_device');
      return note(
        `Docker set up ${device} itself (dm.directlvm_device)`,
        'keep the dm.directlvm_device and dm.thinp_* options: changing them stops Docker, removing them makes it use loop files',
        'Docker never enables monitoring: run dmctl verify again after an lvchange of the pool',
      );
    },
  },
  {
    id: 'log-limits',
    code: 'DM190',
    title: 'container logs are limited',
    wanted: 'max-size in "log-opts", or a log driver other than json-file',
    scope: 'setup',
    judge: ({ facts }) => {
      const config = configurationOf(facts);
      const running = knownOr(dockerFacts(facts).docker.info, null)?.loggingDriver;
      const driver = running ?? config.logDriver ?? 'json-file';
      if (running === undefined && !config.file.ok) return unsure(config.file.why);
      if (driver !== 'json-file') return ok(driver);
      if (!config.file.ok) return unsure(config.file.why);
      if (!config.outside.known) return unsure(config.outside.why);
      const limit = config.logOpts['max-size'] ?? '';
      if (limit !== '' && limit !== '-1') return ok(`json-file, max-size ${limit}`);
      return note(
        'container logs have no max-size: one container can fill the data root',
        'set "log-opts": {"max-size": "10m", "max-file": "3"} in daemon.json; it applies to new containers',
      );
    },
  },
] as const satisfies readonly Examination[];
