import { clashingOptions } from '../../docker/clash.ts';
import { blindSpot } from '../../docker/configuration.ts';
import type { DaemonSettings } from '../../docker/daemon-json.ts';
import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import {
  devicesInOptions,
  isPlainPoolName,
  lastValue,
  poolInOptions,
} from '../../docker/pool-name.ts';
import { validateStorageOptions } from '../../docker/storage-options.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { deviceName, poolVolumes } from '../../model/facts/pool-volume.ts';
import { knownOr } from '../../model/known.ts';
import { failed, ok, unsure, warning } from '../examination.ts';
import type { Examination, Examined, Verdict } from '../examination.ts';
import type { NamedPool } from '../../pool/found-pool.ts';

export const DOCKER_CONFIGURED = [
  {
    id: 'daemon-json',
    code: 'DM150',
    title: 'daemon.json is valid',
    wanted: 'JSON that dockerd accepts, without duplicate keys',
    cause: true,
    scope: 'host',
    judge: ({ facts }) => {
      const { daemonJson: file } = dockerFacts(facts);
      const config = configurationOf(facts);
      if (file.state === 'absent') return ok(`no ${file.path}`);
      if (!config.file.ok) {
        return failed(
          `${file.path} is not valid: ${config.file.why}`,
          'fix the file before restarting Docker: it may not start again',
          `dockerd --validate --config-file ${file.path} (Docker 23 and later)`,
        );
      }
      if (file.state === 'present' && file.text.trim() === '') return emptyFile(facts);
      return ok(file.path);
    },
  },
  {
    id: 'daemon-json-driver',
    code: 'DM151',
    title: 'the storage driver is configured',
    wanted: '"storage-driver": "devicemapper"',
    cause: true,
    scope: 'setup',
    judge: ({ facts }) => {
      const config = configurationOf(facts);
      if (config.driver === 'devicemapper') return ok('devicemapper');
      if (config.driver !== null) {
        return failed(
          `storage driver ${config.driver} is configured: Docker will use it at its next start`,
          NAME_IT,
        );
      }
      const blind = blindSpot(config);
      if (blind !== null) return unsure(blind);
      return warning(
        'no storage driver is configured: Docker 23 and later will not start',
        NAME_IT,
      );
    },
  },
  {
    id: 'daemon-json-pool',
    code: 'DM152',
    title: 'the configuration names this pool',
    wanted: 'dm.thinpooldev naming the pool Docker runs on',
    cause: true,
    scope: 'setup',
    judge: ({ facts, pool }) => {
      const config = configurationOf(facts);
      if (pool.kind !== 'named') return unsure(pool.kind === 'none' ? 'no pool' : pool.why);
      const device = lastValue(config.storageOpts, 'dm.thinpooldev') ?? '';
      const configured = poolInOptions(config.storageOpts);
      const blind = configured === null ? blindSpot(config) : null;
      if (blind !== null) return unsure(blind);
      const devices = configured === null ? devicesInOptions(config.storageOpts) : [];
      if (devices.length > 0) return fromDevices(devices.join(' and '));
      if (!isPlainPoolName(device)) {
        return failed(
          `dm.thinpooldev=${device} is not a path below /dev/mapper, which Docker needs`,
          writeDown(pool),
        );
      }
      if (pool.mode === 'loop-lvm') return namesNothing(configured);
      return namesLayer(configured, pool) ?? namesVolume(configured, pool);
    },
  },
  {
    id: 'daemon-json-clash',
    code: 'DM041',
    title: 'no dockerd option is set twice',
    wanted: 'each option either as a flag or in daemon.json',
    cause: true,
    scope: 'host',
    judge: (seen) =>
      withFile(seen, ({ keys }) => {
        const { outside } = configurationOf(seen.facts);
        if (!outside.known) return unsure(outside.why);
        const twice = clashingOptions(keys, outside.value);
        if (twice.length === 0) return ok('none');
        const places = twice.map(({ option, source }) => `${option} (${source})`);
        return failed(
          `set both in daemon.json and elsewhere, so dockerd does not start: ${places.join(', ')}`,
          'remove each of them from one of the two places',
        );
      }),
  },
  {
    id: 'daemon-json-spelling',
    code: 'DM043',
    title: 'the storage options have the correct key',
    wanted: '"storage-opts", in the plural',
    cause: true,
    scope: 'host',
    judge: (seen) =>
      withFile(seen, ({ misspeltStorageOpt }) =>
        misspeltStorageOpt
          ? failed(
              'daemon.json has the key "storage-opt", which dockerd ignores',
              'rename the key to "storage-opts"',
            )
          : ok('no "storage-opt"'),
      ),
  },
  {
    id: 'storage-options',
    code: 'DM048',
    title: 'dockerd accepts the storage options',
    wanted: 'dm.* options that the driver knows, with valid values',
    cause: true,
    scope: 'host',
    judge: ({ facts }) => {
      const config = configurationOf(facts);
      const blind = blindSpot(config);
      if (blind !== null) return unsure(blind);
      const { storageOpts } = config;
      const options = validateStorageOptions(storageOpts);
      if (!options.ok)
        return failed(
          `invalid storage option: ${options.why}`,
          'fix or remove it before restarting Docker',
        );
      return ok(storageOpts.length === 0 ? 'none are set' : storageOpts.join(' '));
    },
  },
] as const satisfies readonly Examination[];

/** Docker before 23.0 does not start with an empty daemon.json. */
const FIRST_TO_TAKE_EMPTY = 23;

function emptyFile({ engine: { version, configFile: path } }: Facts): Verdict {
  if (!version.known)
    return unsure(`${path} is empty, and it is unknown whether this Docker accepts that`);
  if (Number.parseInt(version.value ?? '', 10) >= FIRST_TO_TAKE_EMPTY) return ok(`${path}, empty`);
  return failed(
    `${path} is empty: Docker before 23.0 does not start with it`,
    'write {} into it, or remove it',
  );
}

const NAME_IT = 'set "storage-driver": "devicemapper" in daemon.json';

/** LVM gives the plain name to another device as soon as it makes a thin volume of its own in the pool. */
function namesLayer(configured: string | null, pool: NamedPool): Verdict | null {
  const volume = knownOr(pool.volume, null);
  if (configured === null || volume === null) return null;
  const name = deviceName(volume);
  if (name === configured || !poolVolumes([volume], null, configured).includes(volume)) return null;
  const because = name.endsWith('-tpool')
    ? 'since LVM has made a thin volume of its own in the pool'
    : 'since LVM has made no thin volume of its own in the pool';
  return failed(
    `${configured} is configured, but the device of the pool is ${name}, ${because}`,
    `"storage-opts": ["dm.thinpooldev=/dev/mapper/${name}"] in daemon.json`,
  );
}

function namesVolume(configured: string | null, pool: NamedPool): Verdict {
  if (configured === pool.name) return ok(`/dev/mapper/${String(configured)}`);
  if (configured === null) {
    return failed(
      'dm.thinpooldev is not configured: Docker will create loop files at its next start',
      writeDown(pool),
    );
  }
  return failed(
    `pool ${configured} is configured, but Docker runs on ${String(pool.name)}`,
    writeDown(pool),
    'on another pool Docker does not find its images and containers',
  );
}

/** Docker's way before 1.12; with other options it would not find its images and containers. */
const fromDevices = (devices: string): Verdict =>
  warning(
    `Docker creates its pool from ${devices}: dmctl can neither extend nor check all of it`,
    'leave these options as they are: only with them does Docker find its images and containers',
    'docker save what you need before you set up a pool that dmctl can manage',
  );

function namesNothing(configured: string | null): Verdict {
  if (configured === null) return ok('none, which is right for loop-lvm');
  return failed(
    `pool ${configured} is configured, but Docker runs on loop files`,
    'docker save what you need: Docker leaves the loop files at its next start',
  );
}

const writeDown = (pool: NamedPool): string =>
  `"storage-opts": ["dm.thinpooldev=/dev/mapper/${pool.name ?? 'POOL'}"] in daemon.json`;

/** Judges a valid daemon.json; without the file there is nothing wrong in it. */
function withFile({ facts }: Examined, judge: (settings: DaemonSettings) => Verdict): Verdict {
  const { file } = configurationOf(facts);
  if (!file.ok) return unsure(file.why);
  return file.value === null ? ok('no daemon.json') : judge(file.value);
}
