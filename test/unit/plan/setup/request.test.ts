import { describe, expect, it } from 'vitest';
import { storageOptions } from '../../../../src/plan/docker/request.ts';
import { requestFault } from '../../../../src/plan/setup/request.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { blankDisk, blankHost, documentedRequest } from '../../../helpers/blank-host.ts';

describe('values of a setup, each of them well', () => {
  it.each([
    [{}, null],
    [{ vg: 'a'.repeat(59), pool: 'b'.repeat(59) }, null],
    [{ vg: 'a'.repeat(60), pool: 'b'.repeat(59) }, 'too long together, by 1;'],
    [{ vg: `a${'-a'.repeat(20)}`, pool: 'b'.repeat(59) }, null],
    [{ vg: `a${'-a'.repeat(20)}`, pool: 'b'.repeat(60) }, 'too long together, by 1;'],
    [{ storageOptions: ['dm.thinpooldev=/dev/mapper/mine'] }, 'dm.thinpooldev is set twice'],
    [{ storageOptions: ['dm.fs=xfs', 'DM.FS = ext4'] }, 'dm.fs is set twice'],
    [{ storageOptions: ['dm.directlvm_device=/dev/x'] }, 'exclude each other'],
    [{ storageOptions: ['dm.mountopt=a', 'dm.mountopt=b'] }, null],
    [{ storageOptions: ['dm.use_deferred_removal=true'] }, null],
    [{ minFreeSpacePercent: 5, storageOptions: ['dm.min_free_space=9%'] }, 'is set twice'],
  ])('%j stand together, or the fault is named', (change, fault) => {
    const found = requestFault(documentedRequest(change));

    if (fault === null) expect(found).toBeNull();
    else expect(found).toContain(fault);
  });

  it('say once what is said twice', () => {
    const request = documentedRequest({ storageOptions: ['dm.use_deferred_removal=true'] });

    expect(storageOptions(request)).toEqual(storageOptions(documentedRequest()));
  });
});

describe('devices whose paths differ in punctuation alone', () => {
  it('have steps of their own', () => {
    const devices = ['/dev/disk/by-id/a.b', '/dev/disk/by-id/a-b', '/dev/xvdf'].map((path, i) => {
      const disk = blankDisk(path);
      return { ...disk, identity: { ...disk.identity, majorMinor: `98:${String(i)}` } };
    });
    const request = documentedRequest({ devices: devices.map(({ path }) => path) });
    const plan = planSetupDirectLvm(blankHost({ devices }), request, { nonce: 'n', earlier: null });
    const ids = plan.steps.flatMap((step) => [step, ...step.undo]).map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('pvcreate-xvdf');
    expect(ids).toContain('pvcreate-disk-by-id-a-b-98-1');
  });
});
