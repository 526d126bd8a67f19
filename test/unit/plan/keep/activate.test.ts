import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { known } from '../../../../src/model/known.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { planActivate } from '../../../../src/plan/keep/activate.ts';
import { planAdopt, profileToHave, type AdoptRequest } from '../../../../src/plan/keep/adopt.ts';
import { planScript } from '../../../../src/views/script/script.ts';
import { findPool, type NamedPool } from '../../../../src/pool/found-pool.ts';
import { sha256Of } from '../../../../src/model/sha256.ts';
import { extents } from '../../../../src/model/units.ts';
import {
  host,
  NO_UNIT,
  withDocker,
  withStatus,
  withUnit,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { healthy, linear, lvm, thinpool } from '../../../helpers/facts.ts';

function poolOf(facts: Facts): NamedPool {
  const pool = findPool(facts);
  if (pool.kind !== 'named') throw new Error(pool.kind);
  return pool;
}

const activation = (facts: Facts, installUnit = false): Plan =>
  planActivate({ facts, pool: poolOf(facts), installUnit });

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);
const notes = ({ warnings }: Plan): readonly string[] => warnings.map(({ code }) => code);

const DOWN = withVolume({ active: false, monitored: null });

describe('dmctl activate', () => {
  test('has nothing to do where the pool is active and watched', () => {
    expect(activation(healthy)).toMatchObject({ steps: [], refusals: [], warnings: [] });
    expect(ids(activation(healthy, true))).toEqual([]);
  });

  test('activates the pool, then has it watched; the first is taken back when the second fails', () => {
    const plan = activation(host(DOWN));
    expect(ids(plan)).toEqual(['lvchange-activate', 'lvchange-monitor']);
    expect(plan.steps[0]?.undo.map(({ id }) => id)).toEqual(['undo-lvchange-activate']);
    const args = plan.steps.flatMap(({ action }) =>
      action.kind === 'run' ? action.command.args : [],
    );
    expect(args).not.toContain('-K');
  });

  test('does not go past a skip flag or a missing disk', () => {
    expect(codes(activation(host(withVolume({ active: false, skipActivation: true }))))).toEqual([
      'DM172',
    ]);
    const group = withVolume({ active: false }, { missingPvs: 1 });
    expect(codes(activation(host(group)))).toEqual(['DM116']);
  });

  test('installs the unit where it is missing, not enabled, or another one', () => {
    const unit = ['unit', 'unit-directory', 'enable-unit'];
    expect(ids(activation(host(NO_UNIT), true))).toEqual(unit);
    expect(ids(activation(host(withUnit({ enabled: false })), true))).toEqual(unit);
    expect(ids(activation(host(withUnit({ text: '[Unit]\n' })), true))).toEqual(unit);
    expect(ids(activation(host(NO_UNIT)))).toEqual([]);
  });

  test('says what to add where systemd does not start Docker', () => {
    const plan = activation(host(NO_UNIT, withDocker({ manager: 'sysv' })), true);
    expect([ids(plan), notes(plan)]).toEqual([[], ['DM205']]);
  });

  test('is a script too, that links the unit as systemctl enable does', () => {
    const script = planScript(activation(host(DOWN, NO_UNIT), true));
    expect(script).toContain('lvchange -ay docker/thinpool');
    expect(script).toContain(
      'ln -sT -- /etc/systemd/system/dmctl-activate.service /etc/systemd/system/docker.service.wants/dmctl-activate.service',
    );
  });
});

const AS_IT_IS: AdoptRequest = { engine: null, threshold: null, percent: null };
const path = '/etc/lvm/profile/docker-thinpool.profile';
const ABSENT: Pick<Facts, 'profile' | 'profileSettings'> = {
  profile: known({ path, text: null, sha256: null }),
  profileSettings: known(null),
};
const found = (threshold: number, percent: number): typeof ABSENT => ({
  profile: known({ path, text: 'theirs\n', sha256: sha256Of('theirs\n') }),
  profileSettings: known({ threshold, percent }),
});

const adoption = (facts: Facts, policy = ABSENT, request = AS_IT_IS): Plan =>
  planAdopt({ facts, pool: poolOf(facts), request, policy });

const written = ({ blobs }: Plan): readonly string[] =>
  Object.values(blobs).map((blob) => Buffer.from(blob, 'base64').toString());

describe('dmctl adopt', () => {
  const bare = host(withVolume({ profile: null, monitored: false }, { tags: [] }), NO_UNIT);

  test('gives a bare pool profile, monitoring and unit, and tags nothing', () => {
    const plan = adoption(bare);
    expect(ids(plan)).toEqual([
      ...['profile-directory', 'profile', 'lvchange-profile'],
      ...['unit', 'unit-directory', 'enable-unit', 'lvchange-monitor'],
    ]);
    expect(written(plan).join()).toMatch(/threshold=80\n\tthin_pool_autoextend_percent=20/);
    expect(JSON.stringify(plan)).not.toContain('addtag');
  });

  test('says that the pool has no room to extend itself, and that it shares its group', () => {
    const full = withStatus({ dataUsedBlocks: 17_600 });
    expect(
      notes(adoption(host(withVolume({ profile: null, monitored: false }), NO_UNIT, full))),
    ).toEqual(['DM204']);
    const root = linear('root', 1 << 30, false);
    const shared = withVolume({ profile: null, monitored: false }, { freeExtents: extents(2000) }, [
      root,
    ]);
    const plan = adoption(host(shared, NO_UNIT));
    expect(notes(plan)).toEqual(['DM206']);
    expect(plan.warnings[0]?.message).toMatch(/LVM will extend the pool into the 7.8.* free/);
    expect(plan.warnings[0]?.why).toContain('shared with root');
    const never = { engine: null, threshold: 100, percent: null };
    expect(notes(adoption(host(shared, NO_UNIT), ABSENT, never))).toEqual([]);
  });

  test('takes a profile that lies there and was never attached as it is', () => {
    const plan = adoption(bare, found(70, 30));
    expect(ids(plan)).not.toContain('profile');
    expect(ids(plan)).toContain('lvchange-profile');
  });

  test('leaves an attached profile alone, unless a flag says otherwise', () => {
    expect(ids(adoption(healthy, found(70, 30)))).toEqual([]);
    const plan = adoption(healthy, found(70, 30), {
      engine: null,
      threshold: 60,
      percent: null,
    });
    expect(ids(plan)).toEqual(['profile-directory', 'profile']);
    expect(written(plan).join()).toMatch(/threshold=60\n\tthin_pool_autoextend_percent=30/);
  });

  test('writes a profile anew that LVM does not take', () => {
    const broken = { ...found(0, 0), profileSettings: known(null) };
    expect(ids(adoption(healthy, broken))).toEqual(['profile-directory', 'profile']);
  });

  test('gives a pool a profile of its own where others go by the one attached', () => {
    const others = { lvm: known({ ...lvm, lvs: [...lvm.lvs, { ...thinpool, name: 'other' }] }) };
    expect(profileToHave(host(others), { ...thinpool, profile: 'docker-thinpool' })).toBe(
      'docker-thinpool',
    );
    expect(profileToHave(host(others), { ...thinpool, vg: 'a', name: 'b' })).toBe('a-b');
  });

  test('leaves values in lvm.conf alone that hold for every pool', () => {
    const { lvmSettings } = healthy;
    if (!lvmSettings.known) throw new Error(lvmSettings.why);
    const settings = known({ ...lvmSettings.value, autoextend: { threshold: 70, percent: 20 } });
    expect(ids(adoption({ ...bare, lvmSettings: settings }))).not.toContain('lvchange-profile');
  });
});
