import { clashingOptions } from '../../docker/clash.ts';
import { blindSpot } from '../../docker/configuration.ts';
import type { DaemonSettings } from '../../docker/daemon-json.ts';
import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import { isPlainPoolName, lastValue, poolInOptions } from '../../docker/pool-name.ts';
import { validateStorageOptions } from '../../docker/storage-options.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { failed, ok, unsure, warning } from '../examination.ts';
import type { Examination, Examined, Verdict } from '../examination.ts';
import type { NamedPool } from '../../pool/found-pool.ts';

/** Docker before 23.0 does not start with an empty daemon.json. */
const FIRST_TO_TAKE_EMPTY = 23;

export const daemonJson: Examination = {
  id: 'daemon-json',
  code: 'DM150',
  title: 'daemon.json can be read',
  wanted: 'JSON that dockerd reads, in one way only',
  scope: 'host',
  judge: ({ facts }) => {
    const { daemonJson: file } = dockerFacts(facts);
    const config = configurationOf(facts);
    if (file.state === 'absent') return ok(`no ${file.path}`);
    if (!config.file.ok) {
      return failed(
        `${file.path}: ${config.file.why}`,
        'mend the file before Docker is restarted: it may not start again',
        `dockerd --validate --config-file ${file.path} (Docker 23 and later)`,
      );
    }
    if (file.state === 'present' && file.text.trim() === '') return emptyFile(facts);
    return ok(file.path);
  },
};

function emptyFile({ engine: { version, configFile: path } }: Facts): Verdict {
  if (!version.known) return unsure(`${path} is empty, and not whether Docker takes that`);
  if (Number.parseInt(version.value ?? '', 10) >= FIRST_TO_TAKE_EMPTY) return ok(`${path}, empty`);
  return failed(`${path} is empty`, 'write {} into it, or remove it');
}

export const driverNamed: Examination = {
  id: 'daemon-json-driver',
  code: 'DM151',
  title: 'the storage driver is named',
  wanted: '"storage-driver": "devicemapper"',
  scope: 'set-up',
  judge: ({ facts }) => {
    const config = configurationOf(facts);
    if (config.driver === 'devicemapper') return ok('devicemapper');
    if (config.driver !== null) {
      return failed(`${config.driver} is named: the next start of Docker uses it`, NAME_IT);
    }
    const blind = blindSpot(config);
    if (blind !== null) return unsure(blind);
    return warning('none is named: Docker 23 and later would not start', NAME_IT);
  },
};

const NAME_IT = 'set "storage-driver": "devicemapper" in daemon.json';

export const poolConfigured: Examination = {
  id: 'daemon-json-pool',
  code: 'DM152',
  title: 'the configuration names this pool',
  wanted: 'dm.thinpooldev with the pool Docker runs on',
  scope: 'set-up',
  judge: ({ facts, pool }) => {
    const config = configurationOf(facts);
    if (pool.kind !== 'named') return unsure(pool.kind === 'none' ? 'no pool' : pool.why);
    const device = lastValue(config.storageOpts, 'dm.thinpooldev') ?? '';
    const configured = poolInOptions(config.storageOpts);
    const blind = configured === null ? blindSpot(config) : null;
    if (blind !== null) return unsure(blind);
    if (!isPlainPoolName(device)) {
      return failed(
        `dm.thinpooldev=${device}: Docker takes only the name below /dev/mapper`,
        writeDown(pool),
      );
    }
    return pool.mode === 'direct-lvm' ? namesVolume(configured, pool) : namesNothing(configured);
  },
};

function namesVolume(configured: string | null, pool: NamedPool): Verdict {
  if (configured === pool.name) return ok(`/dev/mapper/${String(configured)}`);
  if (configured === null) {
    return failed('no pool is named: the next start of Docker makes loop files', writeDown(pool));
  }
  return failed(
    `${configured} is named, but Docker runs on ${String(pool.name)}`,
    writeDown(pool),
    'with another pool Docker would not see its images and containers',
  );
}

function namesNothing(configured: string | null): Verdict {
  if (configured === null) return ok('none, as loop-lvm wants it');
  return failed(
    `${configured} is named, but Docker runs on loop files`,
    'the next start of Docker leaves them: docker save what is needed before',
  );
}

const writeDown = (pool: NamedPool): string =>
  `"storage-opts": ["dm.thinpooldev=/dev/mapper/${pool.name ?? 'POOL'}"] in daemon.json`;

export const noClash: Examination = {
  id: 'daemon-json-clash',
  code: 'DM041',
  title: 'no option is set twice',
  wanted: 'each option either as a flag or in daemon.json',
  scope: 'host',
  judge: (seen) =>
    withFile(seen, ({ keys }) => {
      const { outside } = configurationOf(seen.facts);
      if (!outside.known) return unsure(outside.why);
      const twice = clashingOptions(keys, outside.value);
      if (twice.length === 0) return ok('none');
      const places = twice.map(({ option, source }) => `${option} (${source})`);
      return failed(
        `also in daemon.json: ${places.join(', ')}: dockerd does not start`,
        'remove each of them from one of the two places',
      );
    }),
};

export const spelling: Examination = {
  id: 'daemon-json-spelling',
  code: 'DM043',
  title: 'the storage options have the right key',
  wanted: '"storage-opts", in the plural',
  scope: 'host',
  judge: (seen) =>
    withFile(seen, ({ misspeltStorageOpt }) =>
      misspeltStorageOpt
        ? failed(
            '"storage-opt" is there: dockerd ignores it and all that stands in it',
            'rename the key to "storage-opts"',
          )
        : ok('no "storage-opt"'),
    ),
};

export const storageOptions: Examination = {
  id: 'storage-options',
  code: 'DM048',
  title: 'dockerd takes the storage options',
  wanted: 'dm.* options that the driver knows, with valid values',
  scope: 'host',
  judge: ({ facts }) => {
    const config = configurationOf(facts);
    const blind = blindSpot(config);
    if (blind !== null) return unsure(blind);
    const { storageOpts } = config;
    const options = validateStorageOptions(storageOpts);
    if (!options.ok) return failed(options.why, 'mend or remove it before Docker is restarted');
    return ok(storageOpts.length === 0 ? 'none are set' : storageOpts.join(' '));
  },
};

/** Judges daemon.json where it can be read; without the file there is nothing wrong in it. */
function withFile({ facts }: Examined, judge: (settings: DaemonSettings) => Verdict): Verdict {
  const { file } = configurationOf(facts);
  if (!file.ok) return unsure(file.why);
  return file.value === null ? ok('no daemon.json') : judge(file.value);
}
