import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import { lastValue } from '../../docker/pool-name.ts';
import { knownOr } from '../../model/known.ts';
import { note, ok, unsure, type Examination } from '../examination.ts';

export const logLimits: Examination = {
  id: 'log-limits',
  code: 'DM190',
  title: "containers' logs are limited",
  wanted: 'a limit in "log-opts", or another log driver than json-file',
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
      'json-file without max-size: one talkative container can fill the data root',
      '"log-opts": {"max-size": "10m", "max-file": "3"} in daemon.json; holds for new containers',
    );
  },
};

export const rotational: Examination = {
  id: 'rotational-disk',
  code: 'DM191',
  title: 'the pool lies on fast disks',
  wanted: 'disks that do not rotate',
  scope: 'set-up',
  judge: ({ facts: { rotationalDisks } }) => {
    if (!rotationalDisks.known) return unsure(rotationalDisks.why);
    const disks = rotationalDisks.value;
    if (disks.length === 0) return ok('no rotating disk');
    return note(
      `rotating, or said to be: ${disks.join(', ')}`,
      'virtual disks often only say so; on real ones starting containers is slow',
    );
  },
};

/** Docker's own set-up of the device has two habits worth knowing. */
export const managed: Examination = {
  id: 'managed-by-docker',
  code: 'DM192',
  title: 'the configuration names the pool, not the device',
  wanted: 'no dm.directlvm_device',
  scope: 'pool',
  directLvmOnly: true,
  judge: ({ facts }) => {
    const device = lastValue(configurationOf(facts).storageOpts, 'dm.directlvm_device') ?? '';
    if (device === '') return ok('no dm.directlvm_device');
    return note(
      `Docker set ${device} up itself`,
      'leave the dm.directlvm_device and dm.thinp_* options as they are: changing them stops Docker, removing them makes it use loop files',
      'Docker never turns monitoring on: look at pool-monitored again after an lvchange of the pool',
    );
  },
};
