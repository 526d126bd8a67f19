import { type ConditionOf, type Finding, fails, holds } from '../../model/plan/condition.ts';
import { recordedDeviceIds } from '../engines.ts';
import type { Probes } from './probes.ts';

/** The engine has no thin device of that id on record. No process. */
export async function checkNotOnRecord(
  { host }: Probes,
  { pool, deviceId, records }: ConditionOf<'thin-not-on-record'>,
): Promise<Finding> {
  const recorded = await recordedDeviceIds(host, records, pool);
  return recorded.has(deviceId) ? fails(`thin device ${String(deviceId)} is on record`) : holds;
}
