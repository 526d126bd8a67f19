import { dmInfo, parseDmInfo, parseThinPoolStatus, thinPoolStatus } from '../lvm/dmsetup.ts';
import { liveTables, parseThinPoolTables, waitingTables } from '../lvm/thin-pool-table.ts';
import type { DmDevice, ThinPoolDevice, ThinPoolTable } from '../model/facts/dm.ts';
import type { Host } from '../model/host.ts';
import { answerOf } from './attempt.ts';

/** @throws HostError or ParseError */
export async function dmDevices(host: Host): Promise<readonly DmDevice[]> {
  return parseDmInfo(await answerOf(host, dmInfo()));
}

/** The kernel's own word on every thin pool. @throws HostError or ParseError */
export async function thinPools(host: Host): Promise<readonly ThinPoolDevice[]> {
  return parseThinPoolStatus(await answerOf(host, thinPoolStatus()));
}

/** @throws HostError or ParseError */
export async function livePoolTables(host: Host): Promise<readonly ThinPoolTable[]> {
  return parseThinPoolTables(await answerOf(host, liveTables()));
}

/** Live tables of thin pools, and those that wait for a resume. @throws HostError or ParseError */
export async function poolTables(
  host: Host,
): Promise<Readonly<Record<'live' | 'waiting', readonly ThinPoolTable[]>>> {
  const waiting = parseThinPoolTables(await answerOf(host, waitingTables()));
  return { live: await livePoolTables(host), waiting };
}
