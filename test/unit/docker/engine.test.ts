import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/model/known.ts';
import { findPool } from '../../../src/pool/found-pool.ts';
import {
  host,
  withDaemonJson,
  withDevice,
  withDocker,
  withDockerDown,
  withInfo,
  withOutside,
  withPoolInfo,
  withSettings,
} from '../../helpers/changed-facts.ts';
import type { Changes } from '../../helpers/engine.ts';

const stopped = withDockerDown('inactive');
const noOptions = withSettings({ 'storage-opts': undefined });
const overlay = withSettings({ 'storage-driver': 'overlay2', 'storage-opts': undefined });
const onOverlay = withInfo({ storageDriver: 'overlay2', devicemapper: null });
const loopPool = withDevice({ name: 'docker-98:0-131073-pool', uuid: '' });
const blind = { outside: unknown('no systemctl') };

/** Facts together: the last of each kind, what differs of Docker's state merged into one. */
const pool = (...changes: readonly Changes[]) => {
  const { kind, ...found } = findPool(host(...changes));
  return 'mode' in found ? { kind, mode: found.mode, name: found.name } : { kind, ...found };
};

describe("Docker's pool", () => {
  it('is the one it runs on, whatever daemon.json says by now', () => {
    const other = withSettings({ 'storage-opts': ['dm.thinpooldev=/dev/mapper/other-pool'] });
    expect(pool(other)).toMatchObject({ mode: 'direct-lvm', name: 'docker-thinpool' });
  });

  it('is the one daemon.json names where Docker is stopped, or runs on another driver', () => {
    const named = { kind: 'named', mode: 'direct-lvm', name: 'docker-thinpool' };
    expect(pool(stopped)).toEqual(named);
    expect(pool(onOverlay)).toEqual(named);
  });

  it('is the one that a flag outside daemon.json names', () => {
    const option = { option: '--storage-opt', value: 'dm.thinpooldev=x-y', source: 'ExecStart' };
    const { docker } = withOutside(option);
    const changes = { docker: { ...docker, ...stopped.docker, outside: known([option]) } };
    expect(pool(overlay, changes as Changes)).toMatchObject({ name: 'x-y' });
  });

  it('is on loop files where docker info names some, or the driver is named and no pool', () => {
    const running = withPoolInfo({ poolName: 'docker-1:2-3-pool', dataLoopFile: '/data' });
    expect(pool(running)).toMatchObject({ mode: 'loop-lvm', name: 'docker-1:2-3-pool' });
    expect(pool(stopped, noOptions)).toMatchObject({ mode: 'loop-lvm', name: null });
  });

  it('is one on loop files that a stopped Docker could not remove', () => {
    expect(pool(stopped, overlay, loopPool)).toMatchObject({
      mode: 'loop-lvm',
      name: 'docker-98:0-131073-pool',
    });
  });

  it('is none where Docker runs on another driver, and that of devicemapper waits for a restart', () => {
    expect(pool(onOverlay, noOptions)).toEqual({ kind: 'none' });
    expect(pool(stopped, overlay)).toEqual({ kind: 'none' });
  });

  it.each<[string, readonly Changes[], string]>([
    ['daemon.json', [stopped, withDaemonJson('{')], ''],
    ['its flags', [overlay, withDocker({ ...stopped.docker, ...blind })], 'no systemctl'],
    ['docker info', [overlay, withDocker({ info: unknown('no answer') })], 'no answer'],
  ])('is not known where %s cannot be read and nothing names one', (_, changes, why) => {
    const found = pool(...changes);
    expect(found).toMatchObject({ kind: 'unknown' });
    expect('why' in found && found.why).toContain(why);
  });
});
