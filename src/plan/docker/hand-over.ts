import { configurationOf, dockerFacts } from '../../docker/engine.ts';
import type { Facts } from '../../model/facts/facts.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { Step } from '../../model/plan/plan.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/journal.ts';
import { contentOf, folderStep, parentOf } from '../steps/files.ts';
import type { HandOver } from '../steps/hand-over.ts';
import { no, type Grown } from '../steps/pool-in-use.ts';
import { daemonJsonFile } from './daemon-json.ts';
import { dataRootSteps } from './data-root.ts';
import { dockerRefusals, driverRefusals } from './refusals.ts';
import { storageOptions } from './request.ts';
import { daemonJsonStep, startStep, stopStep } from './service.ts';

/** Lists why this Docker could use no thin pool at all, whatever else is missing on the host. */
export const unableRefusals = (facts: Facts): readonly Notice[] => driverRefusals(facts);

/** Lists why Docker cannot be given the pool of this request. */
export const handOverRefusals = (facts: Facts, request: SetupDirectLvmRequest): readonly Notice[] =>
  dockerRefusals(facts, {
    moveDataRoot: request.moveDataRoot,
    storageOptions: storageOptions(request),
  });

/** Names the options of the request that daemon.json has with another value, or not at all. */
export function optionDifferences(facts: Facts, request: SetupDirectLvmRequest): readonly string[] {
  const { file } = configurationOf(facts);
  const path = facts.engine.configFile;
  if (!file.ok) return [`${path}: ${file.why}`];
  if (file.value === null) return [`${path} does not name the pool`];
  const { storageDriver, storageOpts } = file.value;
  return [
    ...(storageDriver === 'devicemapper'
      ? []
      : [`${path} has storage-driver ${storageDriver ?? 'unset'}`]),
    ...storageOptions(request)
      .filter((option) => !storageOpts.includes(option))
      .map((option) => `${path} does not have ${option}`),
  ];
}

/**
 * Stops Docker, moves its data root aside, configures it for the pool and starts it on it.
 * @param before what is true once the pool is created and stays so
 */
export function handOver(
  facts: Facts,
  request: SetupDirectLvmRequest,
  before: readonly Condition[],
): Grown<HandOver> {
  const config = daemonJsonFile(facts, storageOptions(request));
  if (!config.ok) return no(config.notice);
  const { file } = config;
  const steps = [
    stopStep(facts, before),
    ...dataRootSteps(dockerFacts(facts)),
    folderStep(parentOf(file.path), 'daemon-json-directory'),
    daemonJsonStep(file),
    startOn(facts, dmName(request.vg, request.pool), [contentOf(file)]),
  ];
  return { ok: true, value: { steps, files: [file] } };
}

/** Starts Docker on a pool. @param pool its device-mapper name */
export const startOn = (facts: Facts, pool: string, before: readonly Condition[]): Step =>
  startStep(facts.engine.service.manager, pool, before);
