import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import type { UsableDevice } from '../../../../src/model/facts/device.ts';
import { bytes, GIB, KIB } from '../../../../src/model/units.ts';
import { diskRefusals, type WipeConsent } from '../../../../src/plan/steps/disk-refusals.ts';
import { pvSteps, wipeStep } from '../../../../src/plan/steps/physical-volume.ts';
import { blankDisk } from '../../../helpers/blank-host.ts';
import { lvm } from '../../../helpers/facts.ts';

const NONE: WipeConsent = { wipeSignatures: false, confirmed: [] };
const WIPE: WipeConsent = { wipeSignatures: true, confirmed: ['/dev/xvdf1'] };

const identity = {
  ...{ path: '/dev/xvdf1', majorMinor: '98:17', size: bytes(5 * GIB), serial: null },
  partition: { start: 2048, diskSerials: ['abc'] },
};

const partition = (change: Partial<UsableDevice> = {}): UsableDevice =>
  blankDisk('/dev/xvdf1', { type: 'part', identity, diskPv: known(null), ...change });

const carrying = (type: string): UsableDevice =>
  partition({
    signatures: known([
      { device: '/dev/xvdf1', offset: bytes(1080), type, label: null, uuid: null },
    ]),
    firstData: known(bytes(1080)),
    sample: known('a'.repeat(64)),
  });

const codes = (device: UsableDevice, consent = NONE) =>
  diskRefusals([device], lvm.vgs, consent).map(({ code, exitCode }) => [code, exitCode]);

describe('a partition', () => {
  it('is taken like a disk if it is blank and unused', () => {
    expect(codes(partition())).toEqual([]);
  });

  it('is guarded like a disk', () => {
    expect(codes(partition({ mountPoints: ['/mnt'] }))).toEqual([['DM021', 20]]);
    expect(codes(partition({ holders: ['md0'] }))).toEqual([['DM021', 20]]);
    expect(codes(partition({ exclusivelyHeld: known(true) }))).toEqual([['DM021', 20]]);
    expect(codes(carrying('ext4'))).toEqual([['DM020', 20]]);
    expect(codes(carrying('ext4'), WIPE)).toEqual([]);
    expect(codes(partition({ pv: known(lvm.pvs[0] ?? null) }))).toEqual([['DM022', 20]]);
  });

  it('of a disk that is a physical volume as a whole is refused, and one of which that is unknown', () => {
    expect(codes(partition({ diskPv: known(lvm.pvs[0] ?? null) }))).toEqual([['DM022', 20]]);
    expect(codes(partition({ diskPv: unknown('no lvm') }))).toEqual([['DM007', 20]]);
  });

  it('that only holds others is refused', () => {
    const extended = partition({ identity: { ...identity, size: bytes(KIB) } });
    const [refused] = diskRefusals([extended], lvm.vgs, NONE);
    expect(refused).toMatchObject({ code: 'DM023' });
    expect(refused?.why).toContain('extended partition');
  });

  it('with a partition table of its own is not wiped, since wipefs refuses that', () => {
    expect(codes(carrying('dos'), WIPE)).toEqual([['DM020', 20]]);
  });

  it('is named in the plan, and nothing but itself is written', () => {
    const [step] = pvSteps({ nonce: 'n'.repeat(32), consent: NONE }, [partition()], {
      ...{ vg: 'docker', seenWith: 'lvchange-monitor' },
    });
    expect(step).toMatchObject({ id: 'pvcreate-xvdf1', before: [{ device: identity }] });
    expect(step?.title).toContain('the partition /dev/xvdf1');
    const [wipe] = wipeStep({ nonce: 'n'.repeat(32), consent: WIPE }, carrying('ext4'));
    expect(wipe?.action).toMatchObject({
      kind: 'wipe-device',
      device: { partition: { start: 2048 } },
      saved: [{ offset: 0 }, { offset: 5 * GIB - 1024 * KIB }],
    });
  });
});
