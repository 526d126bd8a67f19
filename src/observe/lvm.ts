import {
  lvmReport,
  ownGroups,
  parseLvmReport,
  parseOwnGroups,
  unreadableDevices,
} from '../lvm/report.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { Host } from '../model/host.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { answerOf, outcomeOf } from './attempt.ts';
import { isAnySuspended } from './sys-block.ts';

/**
 * All of LVM's state, in one process, or two where groups have system IDs. LVM would hang on what stands on a suspended pool, so where
 * anything is suspended it is told to keep off.
 * @param dm asked only then
 * @throws HostError or ParseError when LVM cannot be read in full
 */
export async function lvmState(
  host: Host,
  dm: () => Promise<readonly DmDevice[]>,
): Promise<LvmState> {
  const avoid = (await isAnySuspended(host)) ? unreadableDevices(await dm()) : [];
  const { stdout, stderr } = await outcomeOf(host, lvmReport(avoid));
  return withOwners(host, parseLvmReport(stdout, stderr));
}

/**
 * Only LVM knows which system IDs are this host's: its own, and those of lvm.conf's extra_system_ids. One
 * more process, where a group has one.
 */
async function withOwners(host: Host, state: LvmState): Promise<LvmState> {
  if (state.vgs.every(({ systemId }) => systemId === '')) return state;
  const own = new Set(parseOwnGroups(await answerOf(host, ownGroups())));
  const vgs = state.vgs.map((group) => ({
    ...group,
    foreign: group.systemId !== '' && !own.has(group.uuid),
  }));
  return { ...state, vgs };
}
