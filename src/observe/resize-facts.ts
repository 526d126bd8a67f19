import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { attempt } from './attempt.ts';
import { deviceFacts } from './device-facts.ts';
import { observeForVerify } from './host-facts.ts';
import { mountsOf } from './mounts.ts';

/** The host as a resize needs to see it: as verify does, and the disks that are to join. */
export async function observeForResize(host: Host, devices: readonly string[]): Promise<Facts> {
  const facts = await observeForVerify(host);
  const mounts = await attempt(() => mountsOf(host));
  return { ...facts, devices: await deviceFacts(host, devices, facts.lvm, mounts) };
}
