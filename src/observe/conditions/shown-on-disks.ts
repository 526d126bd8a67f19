import type { Condition, Finding } from '../../model/plan/condition.ts';
import type { DeviceIdentity } from '../../model/facts/device.ts';
import type { Host } from '../../model/host.ts';
import { attempt, once } from '../attempt.ts';
import { isShownBlank } from './blank-disk.ts';
import { checkLv, checkNoLv, checkPv, checkVg, type LvmSource } from './lvm.ts';
import { writtenLvm } from './written-lvm.ts';

const isAboutLvm = ({ kind }: Condition): boolean => /^(pv|vg|lv|thin|pool)-/.test(kind);

const NOTHING: ReadonlySet<Condition> = new Set();

/**
 * Conditions that hold by what these disks and sysfs show, without a program: a disk that is still
 * blank, and what LVM has written. LVM's all hold, or none counts: one may be about more than these
 * disks (`vg-absent`) or about what no disk tells (`lv-monitored`), it may not hold, or what was
 * read is not exactly as it should be. LVM's own report tells then.
 */
export async function shownOnDisks(
  host: Host,
  conditions: readonly Condition[],
  disks: readonly DeviceIdentity[],
): Promise<ReadonlySet<Condition>> {
  if (disks.length === 0) return NOTHING;
  const blank: Condition[] = [];
  for (const condition of conditions) {
    if (condition.kind !== 'device-blank') continue;
    const found = await attempt(() => isShownBlank(host, condition.device));
    if (found.known && found.value) blank.push(condition);
  }
  return new Set([...blank, ...(await shownByLvm(host, conditions.filter(isAboutLvm), disks))]);
}

async function shownByLvm(
  host: Host,
  wanted: readonly Condition[],
  disks: readonly DeviceIdentity[],
): Promise<readonly Condition[]> {
  const source = { host, lvm: once(() => writtenLvm(host, disks)) };
  for (const condition of wanted) {
    const found = await attempt(() => onDisks(source, condition));
    if (!found.known || found.value?.verdict !== 'holds') return [];
  }
  return wanted;
}

/** null: these disks cannot tell. */
async function onDisks(source: LvmSource, condition: Condition): Promise<Finding | null> {
  const { kind } = condition;
  if (kind === 'pv-present') return checkPv(source, condition);
  if (kind === 'vg-present') return checkVg(source, condition);
  if (kind === 'lv-linear' || kind === 'thin-pool' || kind === 'lv-profile')
    return checkLv(source, condition);
  if (kind !== 'lv-absent') return null;
  // A group that is on other disks has its volumes there.
  const { vgs } = await source.lvm();
  return vgs.some(({ name }) => name === condition.vg) ? checkNoLv(source, condition) : null;
}
