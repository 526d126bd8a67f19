import { lvmReport, parseLvmReport, unreadableDevices } from '../lvm/report.ts';
import { extraSystemIds, parseSystemId, plainSystemId, systemId } from '../lvm/system-id.ts';
import type { DmDevice } from '../model/facts/dm.ts';
import type { Host } from '../model/host.ts';
import type { LvmSettings, LvmState } from '../model/facts/lvm-state.ts';
import { answerOf, goodOutcome } from './attempt.ts';
import { isAnySuspended } from './sys-block.ts';

/**
 * All of LVM's state, in one process, or two where groups have system IDs.
 * @param dm asked only where a device is suspended
 * @throws HostError or ParseError when LVM cannot be read in full
 */
export async function lvmState(
  host: Host,
  dm: () => Promise<readonly DmDevice[]>,
): Promise<LvmState> {
  return withOwners(host, await lvmAsReported(host, dm), null);
}

/**
 * LVM's state in one process; which groups are foreign is left to `withOwners`. LVM would hang on what
 * stands on a suspended pool, so where anything is suspended it is told to keep off.
 * @param dm asked only then
 * @throws HostError or ParseError when LVM cannot be read in full
 */
export async function lvmAsReported(
  host: Host,
  dm: () => Promise<readonly DmDevice[]>,
): Promise<LvmState> {
  const avoid = (await isAnySuspended(host)) ? unreadableDevices(await dm()) : [];
  const { stdout, stderr } = await goodOutcome(host, lvmReport(avoid));
  return parseLvmReport(stdout, stderr);
}

/**
 * A group is foreign by its system ID alone: LVM refuses to change it also while its volumes are active.
 * One process, where a group has an ID and the settings do not show the host's own.
 * @param settings null: they were not read
 * @throws HostError or ParseError
 */
export async function withOwners(
  host: Host,
  state: LvmState,
  settings: LvmSettings | null,
): Promise<LvmState> {
  if (state.vgs.every((group) => group.systemId === '')) return state;
  const extra = extraSystemIds((await host.readText(LOCAL_CONF)) ?? '');
  const id = (settings && (await idBySettings(host, settings))) ?? (await askedId(host));
  const own = new Set([id, ...extra, '']);
  const vgs = state.vgs.map((group) => ({ ...group, foreign: !own.has(group.systemId) }));
  return { ...state, vgs };
}

const LOCAL_CONF = '/etc/lvm/lvmlocal.conf';

const askedId = async (host: Host): Promise<string> =>
  parseSystemId(await answerOf(host, systemId()));

/** The files with the system ID of a host whose global/system_id_source is one of these (lvmsystemid(7)). */
const ID_FILES: Readonly<Record<string, string>> = {
  uname: '/proc/sys/kernel/hostname',
  machineid: '/etc/machine-id',
};

/** The host's system ID without a process; null: LVM has to be asked. @throws HostError */
async function idBySettings(host: Host, settings: LvmSettings): Promise<string | null> {
  const { systemIdSource: source, localSystemId } = settings;
  if (source === 'none') return '';
  const file = ID_FILES[source];
  const id = file === undefined ? '' : ((await host.readText(file)) ?? '').trim();
  return plainSystemId(source === 'lvmlocal' ? localSystemId : id);
}
