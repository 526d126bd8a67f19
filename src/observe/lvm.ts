import { lvmReport, parseLvmReport, unreadableDevices } from '../lvm/report.ts';
import { extraSystemIds, parseSystemId, systemId } from '../lvm/system-id.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { Host } from '../model/host.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { answerOf, goodOutcome } from './attempt.ts';
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
  const { stdout, stderr } = await goodOutcome(host, lvmReport(avoid));
  return withOwners(host, parseLvmReport(stdout, stderr));
}

/**
 * A group is foreign by its system ID alone: LVM refuses to change it also while its volumes are active.
 * One more process, where a group has an ID.
 */
async function withOwners(host: Host, state: LvmState): Promise<LvmState> {
  if (state.vgs.every((group) => group.systemId === '')) return state;
  const extra = extraSystemIds((await host.readText(LOCAL_CONF)) ?? '');
  const own = new Set([parseSystemId(await answerOf(host, systemId())), ...extra, '']);
  const vgs = state.vgs.map((group) => ({ ...group, foreign: !own.has(group.systemId) }));
  return { ...state, vgs };
}

const LOCAL_CONF = '/etc/lvm/lvmlocal.conf';
