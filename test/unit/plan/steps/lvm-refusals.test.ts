import { describe, expect, it } from 'vitest';
import type { LvmSettings } from '../../../../src/model/facts/lvm-state.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import { planActivate } from '../../../../src/plan/keep/activate.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { findPool } from '../../../../src/pool/found-pool.ts';
import { blankHost, documentedRequest } from '../../../helpers/blank-host.ts';
import { host, withLvmSettings, withPoolInactive } from '../../../helpers/changed-facts.ts';
import type { Changes } from '../../../helpers/engine.ts';
import { lvm } from '../../../helpers/facts.ts';
import { joining, lvmAccess, lvmSettings } from '../../../helpers/lvm-host.ts';

const set = (changes: Partial<LvmSettings>): Changes => ({
  lvmSettings: known({ ...lvmSettings, ...changes }),
});

const blocked = (path: string): Changes => ({
  lvmAccess: {
    ...lvmAccess,
    blockedFolders: known([{ path, why: 'its file system is mounted read-only' }]),
  },
});

function setupRefusals(changes: Changes): readonly string[] {
  const circumstances = { nonce: '0'.repeat(32), earlier: null };
  const plan = planSetupDirectLvm(blankHost(changes), documentedRequest(), circumstances);
  if (plan.refusals.length > 0) expect(plan.steps).toEqual([]);
  return plan.refusals.map(({ code, message }) => `${code} ${message}`);
}

describe('a setup is refused before Docker is stopped', () => {
  it.each<[string, Changes, RegExp]>([
    ['a list lacks the group', set({ volumeList: ['root'] }), /DM171.*volume_list: root/],
    ['LVM activates nothing', set({ activation: false }), /DM177/],
    ['LVM activates read-only', set({ readOnlyVolumeList: ['docker'] }), /DM177/],
    ['LVM only reads', set({ lockingType: 4 }), /DM178.*locking_type/],
    ['lvmlockd is used', set({ useLvmlockd: true }), /DM178.*lvmlockd/],
    ['LVM cannot write its archive', blocked('/etc/lvm/archive'), /DM179.*archive/],
    ['no unit can be written', blocked('/etc/systemd/system'), /DM028.*systemd/],
    ['no daemon.json can be written', blocked('/etc/docker'), /DM028.*docker/],
    [
      'a filter excludes the disk',
      {
        ...set({ hiding: ['devices/filter=["r|.*|"]'] }),
        joining: { ...joining, excluded: known(['/dev/xvdf']) },
      },
      /DM029.*\/dev\/xvdf/,
    ],
    [
      'the disks have sectors of two sizes',
      {
        joining: {
          ...joining,
          sectorBytes: known(
            new Map([
              ['/dev/xvdf', 512],
              ['/dev/xvdg', 4096],
            ]),
          ),
        },
      },
      /DM029.*different sizes/,
    ],
    ['LVM was not asked', { lvmSettings: unknown('no lvmconfig') }, /DM007.*settings/],
  ])('where %s', (_, changes, message) => {
    expect(setupRefusals(changes).join('\n')).toMatch(message);
  });

  it.each<[string, Changes]>([
    ['nothing is in its way', {}],
    ['a list has the group', set({ volumeList: ['docker'] })],
    ["a list has dmctl's tag", set({ volumeList: ['@dmctl'] })],
    ['LVM keeps no archive', { ...set({ archiveDir: null }), ...blocked('/etc/lvm/archive') }],
    ['the backup alone cannot be written', blocked('/etc/lvm/backup')],
  ])('but not where %s', (_, changes) => {
    expect(setupRefusals(changes).filter((text) => !text.startsWith('DM028'))).toEqual([]);
  });
});

describe('activate obeys what an administrator set', () => {
  const activate = (...changes: Changes[]): readonly string[] => {
    const facts = host(...changes);
    const pool = findPool(facts);
    if (pool.kind !== 'named') throw new Error('no pool');
    const plan = planActivate({ facts, pool, installUnit: false });
    return plan.refusals.map(({ code }) => code);
  };

  it('refuses a pool that is in no list, or in the list of those that are only read', () => {
    expect(activate(withPoolInactive(), withLvmSettings({ volumeList: [] }))).toEqual(['DM171']);
    const readOnly = withLvmSettings({ readOnlyVolumeList: ['docker'] });
    expect(activate(withPoolInactive(), readOnly)).toEqual(['DM177']);
    expect(activate(withPoolInactive())).toEqual([]);
  });

  it('refuses a pool whose disks LVM does not see, active or not', () => {
    const hidden = { lvmAccess: { ...lvmAccess, hiddenPvs: known(lvm.pvs) } };
    expect(activate(hidden)).toEqual(['DM176']);
    expect(activate(hidden, withPoolInactive())).toEqual(['DM176']);
  });
});
