import { changed, type Changes } from '../../helpers/engine.ts';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../../src/model/codes/index.ts';
import type { Facts } from '../../../src/model/facts/facts.ts';
import { known, unknown } from '../../../src/model/known.ts';
import { EXAMINATIONS } from '../../../src/verify/examinations.ts';
import { hasNoPool, verify } from '../../../src/verify/verify.ts';
import {
  host,
  loopHost,
  withDocker,
  withDockerDown,
  withInfo,
  withoutDaemonJson,
  withPoolInactive,
  withSettings,
} from '../../helpers/changed-facts.ts';
import { idsWith } from '../../helpers/check-of.ts';
import { docker, healthy, NO_LVM } from '../../helpers/facts.ts';
import type { DaemonJsonFile } from '../../../src/model/facts/docker-state.ts';

const blind = unknown('nobody looked');
const overlay = withInfo({ storageDriver: 'overlay2', devicemapper: null });
const stopped = withDockerDown('inactive');

describe('a healthy direct-lvm host', () => {
  it('has no problem, and one note: the documented layout does not extend', () => {
    expect(verify(healthy).mode).toBe('direct-lvm');
    expect(idsWith(healthy, 'warning', 'failed', 'unknown')).toEqual([]);
    expect(idsWith(healthy, 'note')).toEqual(['data-step']);
  });

  it('has no problem with Docker stopped either', () => {
    expect(idsWith(host(stopped), 'warning', 'failed', 'unknown')).toEqual([]);
    expect(idsWith(host(stopped), 'note')).toEqual(['docker-running', 'data-step']);
  });

  it('is judged in the same way every time', () => {
    expect(verify(healthy)).toEqual(verify(healthy));
  });
});

describe('a loop-lvm host', () => {
  it('has no problem, and a note that it is no place for production', () => {
    expect(verify(loopHost).mode).toBe('loop-lvm');
    expect(idsWith(loopHost, 'warning', 'failed', 'unknown')).toEqual([]);
    expect(idsWith(loopHost, 'note')).toContain('mode');
  });

  it('is told by its configuration while Docker is stopped and the pool is gone', () => {
    const facts = changed(loopHost, { ...stopped, dm: known([]), thinPools: known([]) });
    expect(verify(facts).mode).toBe('loop-lvm');
    expect(idsWith(facts, 'failed', 'unknown')).toEqual([]);
  });

  it('is told by the pool that a Docker left behind', () => {
    const facts = changed(loopHost, { ...stopped, ...withoutDaemonJson() });
    expect(verify(facts).mode).toBe('loop-lvm');
  });
});

describe('an inactive pool', () => {
  it('is one problem, not one for everything that only an active pool shows', () => {
    const facts = host(withPoolInactive());
    expect(idsWith(facts, 'warning', 'failed', 'unknown')).toEqual(['pool-active']);
    expect(idsWith(facts, 'ok')).toContain('reboot-skip-flag');
  });
});

describe('a host without a pool', () => {
  it('is asked nothing that only a host with a pool can answer', () => {
    const facts = host(overlay, withoutDaemonJson());
    const asked = verify(facts).checks;
    expect(asked.map((check) => check.id)).toEqual([
      'docker-version',
      'docker-running',
      'storage-driver',
      'pool-exists',
      'daemon-json',
      'daemon-json-clash',
      'daemon-json-spelling',
      'storage-options',
    ]);
    const fixes = asked.flatMap((check) => check.fix);
    expect(new Set(fixes)).toEqual(new Set(['dmctl setup direct-lvm DEVICE']));
  });

  it('is one where Docker runs on another driver and no pool is configured', () => {
    const facts = host(overlay, withoutDaemonJson());
    expect(verify(facts).mode).toBeNull();
    expect(hasNoPool(facts)).toBe(true);
  });

  it('may have thin pools that Docker does not use', () => {
    expect(hasNoPool(host(overlay, withSettings({ 'storage-opts': [] })))).toBe(true);
  });

  it('is not one whose configured pool is missing', () => {
    expect(hasNoPool(host(stopped, { lvm: blind }))).toBe(false);
    expect(verify(host(stopped, { lvm: known(NO_LVM) })).mode).toBe('direct-lvm');
  });

  it.each<[string, Facts]>([
    ['daemon.json', host(stopped, { daemonJson: brokenFile() })],
    ['docker info', host(withoutDaemonJson(), withDocker({ info: blind }))],
    [
      'the flags',
      host(withoutDaemonJson(), {
        docker: { ...docker, running: known(false), info: known(null), outside: blind },
      }),
    ],
  ])('is not one where %s could not be read', (_, facts) => {
    expect(hasNoPool(facts)).toBe(false);
    expect(verify(facts).mode).toBeNull();
    expect(idsWith(facts, 'unknown')).toContain('mode');
  });
});

function brokenFile(): DaemonJsonFile {
  return { state: 'unusable', path: '/etc/docker/daemon.json', why: 'it is a folder' };
}

const UNREAD: readonly (readonly [string, Changes])[] = [
  ['LVM', { lvm: blind }],
  ['the LVM settings', { lvmSettings: blind }],
  ['the device-mapper devices', { dm: blind }],
  ['the thin pools', { thinPools: blind }],
  ['daemon.json', { daemonJson: brokenFile() }],
  ["LVM's reading of the profile", { profileSettings: blind }],
  ['the disks', { rotationalDisks: blind }],
  ['dmeventd', { dmeventd: blind }],
  ['docker info', withDocker({ info: blind })],
  ['whether Docker runs', withDocker({ running: blind, info: blind })],
  ['the units', withDocker({ units: blind })],
  ['the flags', withDocker({ outside: blind })],
];

describe('what is not known', () => {
  it.each(UNREAD)('is never taken for fine: %s', (_, changes) => {
    const before = new Map(verify(healthy).checks.map((check) => [check.id, check.status]));
    const after = verify(host(changes)).checks;
    expect(after.filter((check) => check.status === 'unknown')).not.toEqual([]);
    for (const { id, status } of after.filter((check) => check.id !== 'daemon-json')) {
      expect([before.get(id), 'unknown'], id).toContain(status);
    }
  });

  it('leaves nothing fine but what needs no looking when nothing could be read', () => {
    const nothing = UNREAD.map(([, changes]) => changes);
    const everything = {
      docker: {
        ...docker,
        version: blind,
        running: blind,
        info: blind,
        units: blind,
        outside: blind,
      },
    };
    expect(idsWith(host(...nothing, everything), 'ok')).toEqual(['leftovers']);
  });
});

describe('the checks', () => {
  it('have ids of their own, in words', () => {
    const ids = [...new Set([...EXAMINATIONS.docker, ...EXAMINATIONS.containerd])].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  const ofChecks = Object.keys(CODES).filter((code) => code.startsWith('DM1') && code !== 'DM103');

  it.each(ofChecks)('%s belongs to a check', (code) => {
    expect(EXAMINATIONS.docker.map((examination): string => examination.code)).toContain(code);
  });

  it('are all made where they make sense', () => {
    const onVolume = verify(healthy).checks.map((check) => check.id);
    expect(onVolume).toEqual(EXAMINATIONS.docker.map(({ id }) => id));
  });
});
