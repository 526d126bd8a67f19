import { parseLvmReport, lvmReport } from '../lvm/report.ts';
import type { Host } from '../model/host.ts';
import type { LvmState } from '../model/lvm-state.ts';
import { answerOf } from './attempt.ts';

/**
 * All of LVM's state, in one process.
 * @throws HostError or ParseError when it cannot be read in full
 */
export async function lvmState(host: Host): Promise<LvmState> {
  return parseLvmReport(await answerOf(host, lvmReport()));
}
