import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import { lastValue } from '../../docker/pool-name.ts';
import { knownOr } from '../../model/known.ts';
import { note, ok, unsure, type Examination } from '../examination.ts';

export const logLimits: Examination = {
  id: 'log-limits',
  code: 'DM190',
  title: 'container logs are limited',
  wanted: 'max-size in "log-opts", or a log driver other than json-file',
  scope: 'set-up',
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
};

export const rotational: Examination = {
  id: 'rotational-disk',
  code: 'DM191',
  title: 'the pool is on fast disks',
  wanted: 'non-rotational disks',
  scope: 'set-up',
  judge: ({ facts: { rotationalDisks } }) => {
    if (!rotationalDisks.known) return unsure(rotationalDisks.why);
    const disks = rotationalDisks.value;
    if (disks.length === 0) return ok('no rotational disk');
    return note(
      `rotational disks: ${disks.join(', ')}`,
      'virtual disks often only report this; on real ones containers start slowly',
    );
  },
};

/** A pool that Docker set up itself needs care with its options. */
export const managed: Examination = {
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
};
