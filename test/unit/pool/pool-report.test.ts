import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { extents } from '../../../src/model/units.ts';
import { poolReport } from '../../../src/pool/pool-report.ts';
import {
  host,
  loopHost,
  withDeadPool,
  withDockerDown,
  withInfo,
  withoutDaemonJson,
  withoutVolume,
  withPoolInactive,
  withStatus,
  withVolume,
} from '../../helpers/changed-facts.ts';
import { healthy } from '../../helpers/facts.ts';
import { changed } from '../../helpers/engine.ts';

describe('the pool object of the contract', () => {
  it('tells all of a healthy pool, in bytes and percent', () => {
    expect(poolReport(healthy)).toEqual({
      engine: 'docker',
      name: 'docker-thinpool',
      vg: 'docker',
      lv: 'thinpool',
      dmName: 'docker-thinpool',
      active: true,
      monitored: true,
      suspended: false,
      needsCheck: false,
      health: 'ok',
      dataBytes: 10196353024,
      dataUsedPercent: 1,
      metadataBytes: 104857600,
      metadataUsedPercent: 10.07,
      chunkBytes: 524288,
      autoextend: {
        threshold: 80,
        percent: 20,
        profile: 'docker-thinpool',
        canExtend: false,
        neededBytes: 2042626048,
        freeBytes: 327155712,
      },
      metadataCanExtend: true,
    });
  });

  it('is the same with Docker stopped', () => {
    expect(poolReport(host(withDockerDown('inactive')))).toEqual(poolReport(healthy));
  });

  it('has neither volume nor auto-extension on loop files', () => {
    expect(poolReport(loopHost)).toMatchObject({
      name: 'docker-98:0-131073-pool',
      vg: null,
      lv: null,
      monitored: false,
      health: 'ok',
      dataBytes: 107374182400,
      metadataBytes: 2147483648,
      chunkBytes: 65536,
      autoextend: null,
      metadataCanExtend: null,
    });
  });

  it('keeps what LVM knows of an inactive pool', () => {
    const report = poolReport(host(withPoolInactive()));
    expect(report).toMatchObject({
      active: false,
      suspended: null,
      needsCheck: null,
      dataBytes: 10196353024,
      dataUsedPercent: null,
      autoextend: { threshold: 80, canExtend: null, neededBytes: null, freeBytes: 327155712 },
    });
  });

  it('says that a step fits once there is room', () => {
    const report = poolReport(host(withVolume({}, { freeExtents: extents(487) })));
    expect(report?.autoextend).toMatchObject({ canExtend: true });
  });

  it('needs nothing where auto-extension is off', () => {
    const report = poolReport(host({ profileSettings: known(null) }));
    expect(report?.autoextend).toMatchObject({
      threshold: 100,
      canExtend: false,
      neededBytes: null,
    });
  });

  it("takes the health from LVM, on loop files from the kernel's words", () => {
    const full = changed(loopHost, renamed(withStatus({ mode: 'out_of_data_space' })));
    expect(poolReport(host(withVolume({ health: 'out_of_data' })))?.health).toBe('out_of_data');
    expect(poolReport(full)?.health).toBe('out_of_data');
    expect(poolReport(changed(loopHost, renamed(withDeadPool('fail'))))?.health).toBe('failed');
  });

  it('has null where nobody could look', () => {
    const facts = host({ lvm: unknown('no lvm'), dm: unknown('no'), thinPools: unknown('no') });
    expect(poolReport(facts)).toMatchObject({
      name: 'docker-thinpool',
      vg: null,
      active: null,
      monitored: null,
      health: null,
      dataBytes: null,
      autoextend: null,
    });
  });

  it('is null without a pool', () => {
    const overlay = withInfo({ storageDriver: 'overlay2', devicemapper: null });
    expect(poolReport(host(overlay, withoutDaemonJson()))).toBeNull();
    const gone = { dm: known([]), thinPools: known([]) };
    expect(poolReport(host(withoutVolume(), gone))).toBeNull();
  });
});

/** The kernel's pool under the name it has on loop files. */
function renamed({ thinPools }: ReturnType<typeof withStatus>) {
  if (thinPools?.known !== true) return {};
  const named = thinPools.value.map((pool) => ({ ...pool, name: 'docker-98:0-131073-pool' }));
  return { thinPools: known(named) };
}
