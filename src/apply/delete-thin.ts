import { type Host, HostError } from '../model/host.ts';
import type { ActionOf } from '../model/plan/plan.ts';
import { recordedDeviceIds } from '../observe/engines.ts';
import { thinsInPool } from '../observe/thin-devices.ts';
import { runCommand, SUCCESS, type Performed } from './run-command.ts';

/**
 * Deletes a thin device of which its engine has no record. Only a metadata snapshot shows what is in the pool, and a
 * look at the host takes none, so this looks before and after itself. One that is gone already is a success.
 * @throws HostError 'changed' where the engine has the device on record by now
 */
export async function deleteThin(
  host: Host,
  { pool, deviceId, records, remove }: ActionOf<'delete-thin'>,
): Promise<Performed> {
  if (!(await isThere(host, pool, deviceId))) return SUCCESS;
  const recorded = await recordedDeviceIds(host, records, pool);
  const name = `thin device ${String(deviceId)}`;
  if (recorded.has(deviceId)) throw new HostError('changed', pool, `${name} is on record`);
  const removed = await runCommand(host, remove);
  if (!(await isThere(host, pool, deviceId))) return SUCCESS;
  return { ...removed, ok: false, detail: removed.detail || `${pool} still has ${name}` };
}

const isThere = async (host: Host, pool: string, deviceId: number): Promise<boolean> =>
  (await thinsInPool(host, pool)).some((thin) => thin.deviceId === deviceId);
