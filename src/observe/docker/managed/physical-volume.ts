import { MANAGED } from '../../../docker/managed.ts';
import { creationTimes, parseCreationTimes } from '../../../lvm/creation.ts';
import type { Facts } from '../../../model/facts/facts.ts';
import type { Host } from '../../../model/host.ts';
import type { ManagedOrigin } from '../../../model/facts/managed.ts';
import { answerOf } from '../../attempt.ts';

/**
 * UUID of the physical volume that Docker made in that run; null: it is not proven. The pool that is
 * there was made while the run lasted, and its group has the disk that was blank before it, by its name,
 * size and serial number.
 * @param facts with the disks of the group
 * @throws HostError or ParseError
 */
export async function managedPv(
  host: Host,
  { devices }: Facts,
  { device, from, to }: ManagedOrigin,
): Promise<string | null> {
  const created = parseCreationTimes(await answerOf(host, creationTimes()));
  const at = created.get(`${MANAGED.vg}/${MANAGED.pool}`);
  if (at === undefined || at < from || at > to) return null;
  const disk = devices.find(({ path }) => path === device.path);
  if (disk?.usable !== true || !disk.pv.known) return null;
  const { size, serial } = disk.identity;
  const isSame = size === device.size && serial === device.serial;
  return isSame && disk.pv.value?.vg === MANAGED.vg ? disk.pv.value.uuid : null;
}
