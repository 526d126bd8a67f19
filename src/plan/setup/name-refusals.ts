import type { Facts } from '../../model/facts/facts.ts';
import type { LvmState } from '../../model/facts/lvm-state.ts';
import { dmName } from '../../model/names.ts';
import type { Notice } from '../../model/notice.ts';
import { refusal, whenKnown } from '../steps/refusal.ts';
import type { SetupDirectLvmRequest } from '../../model/plan/requests.ts';

/** Refuses names that exist: dmctl never takes over an existing volume group or device. */
export function nameRefusals(
  facts: Facts,
  state: LvmState,
  { vg, pool }: SetupDirectLvmRequest,
): readonly Notice[] {
  const group = state.vgs.find(({ name }) => name === vg);
  if (group !== undefined) {
    const volumes = state.lvs.filter((lv) => lv.vg === vg && !lv.hidden).map(({ name }) => name);
    const holds = volumes.length === 0 ? 'no volume' : volumes.join(', ');
    const why = `it holds ${holds}, but no thin pool ${pool}`;
    return [refusal('DM030', `volume group ${vg} exists`, why, ['choose another name with --vg'])];
  }
  return [...pathRefusals(facts, vg), ...mapperRefusals(facts, dmName(vg, pool))];
}

function pathRefusals(facts: Facts, vg: string): readonly Notice[] {
  return whenKnown('what /dev holds', facts.groupPathTaken, (path) => {
    if (path === null) return [];
    const why = `LVM creates the volumes of group ${vg} there, and refuses a name that exists`;
    return [
      refusal('DM030', `${path} exists, and is not a volume group`, why, [
        `choose another name with --vg; see ls -ld ${path}`,
      ]),
    ];
  });
}

function mapperRefusals(facts: Facts, wanted: string): readonly Notice[] {
  return whenKnown('the device-mapper names', facts.dmNames, (names) => {
    if (!names.includes(wanted)) return [];
    const message = `a device-mapper device ${wanted} exists`;
    return [
      refusal('DM030', message, 'LVM does not know it', [
        `see dmsetup info ${wanted}, or choose another name with --vg or --pool`,
      ]),
    ];
  });
}
