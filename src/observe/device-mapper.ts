import { dmInfo, parseDmInfo, parseThinPoolStatus, thinPoolStatus } from '../lvm/dmsetup.ts';
import type { DmDevice, ThinPoolDevice } from '../model/dm.ts';
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
