import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import { lastValue } from '../../docker/pool-name.ts';
import type { DevicemapperStatus } from '../../model/facts/docker-state.ts';
import { ok, unsure, warning, type Examination, type Examined } from '../examination.ts';
import type { Verdict } from '../examination.ts';

export const DEFERRED = [
  {
    id: 'deferred-removal',
    code: 'DM153',
    title: 'deferred removal is enabled',
    wanted: 'dm.use_deferred_removal=true',
    scope: 'setup',
    judge: (seen) => judge(seen, 'deferredRemoval', 'dm.use_deferred_removal'),
  },
  {
    id: 'deferred-deletion',
    code: 'DM153',
    title: 'deferred deletion is enabled',
    wanted: 'dm.use_deferred_deletion=true',
    scope: 'setup',
    judge: (seen) => judge(seen, 'deferredDeletion', 'dm.use_deferred_deletion'),
  },
] as const satisfies readonly Examination[];

/** Asks a running Docker first, else its options; enabled by default since 17.07. */
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
  if (value === null) return ok('yes, by default');
  return /^(1|t|true)$/i.test(value) ? ok(`${option}=${value}`) : off(option);
}

const off = (option: string): Verdict =>
  warning(
    `${option} is disabled: removing a busy device fails`,
    `add "${option}=true" to "storage-opts" in daemon.json, then restart Docker`,
  );
