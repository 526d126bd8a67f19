import type { Facts } from '../model/facts/facts.ts';
import type { Host } from '../model/host.ts';
import { knownOr } from '../model/known.ts';
import { poolVolumes } from '../model/facts/pool-volume.ts';
import { attempt } from './attempt.ts';
import { deviceFacts } from './device-facts.ts';
import { joiningDisks } from './joining-disks.ts';
import { mountsOf } from './mounts.ts';
import { unanswering, withVersions } from './tools.ts';

/**
 * The host as a resize needs to see it: as verify does, and the disks that are to join.
 * @param facts as verify needs them
 */
export async function observeForResize(
  host: Host,
  facts: Facts,
  devices: readonly string[],
): Promise<Facts> {
  const mounts = await attempt(() => mountsOf(host));
  const seen = await deviceFacts(host, devices, facts.lvm, mounts);
  const joining = await joiningDisks(host, seen, facts.lvmSettings, membersOf(facts));
  const found = await withVersions(host, facts.tools, unanswering(seen));
  return { ...facts, tools: found, devices: seen, joining };
}

/** The devices of the group that the engine's pool is in. */
function membersOf({ lvm, dm, engine }: Facts): readonly string[] {
  const { lvs, pvs } = knownOr(lvm, { lvs: [], pvs: [] });
  const pool = knownOr(engine.runsOn, null) ?? knownOr(engine.configuredFor, null);
  const device = knownOr(dm, []).find(({ name }) => name === pool?.name) ?? null;
  const [volume] = poolVolumes(lvs, device, pool?.name ?? null);
  return pvs
    .filter(({ vgUuid, missing }) => !missing && vgUuid !== null && vgUuid === volume?.vgUuid)
    .map(({ device }) => device);
}
