import { lvmReport, parseLvmReport, unreadableDevices } from '../lvm/report.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { Host } from '../model/host.ts';
import type { LvmState } from '../model/facts/lvm-state.ts';
import { outcomeOf } from './attempt.ts';
import { isAnySuspended } from './sys-block.ts';

/**
 * All of LVM's state, in one process. LVM would hang on what stands on a suspended pool, so where
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
  return parseLvmReport(stdout, stderr);
}
