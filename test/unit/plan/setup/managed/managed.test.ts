import { dockerFacts } from '../../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { sha256Of } from '../../../../../src/model/sha256.ts';
import { managedProfileText, setupConfigText } from '../../../../../src/docker/managed.ts';
import { known, unknown } from '../../../../../src/model/known.ts';
import type { ManagedGround } from '../../../../../src/model/facts/managed.ts';
import type { Plan } from '../../../../../src/model/plan/plan.ts';
import { bytes, GIB, MIB, TIB } from '../../../../../src/model/units.ts';
import { managedConfig, managedFault } from '../../../../../src/plan/docker/managed-request.ts';
import { planSetupManaged } from '../../../../../src/plan/setup/managed/managed.ts';
import { requestFault } from '../../../../../src/plan/setup/request.ts';
import type { SetupDirectLvmRequest } from '../../../../../src/model/plan/journal.ts';
import { blankDisk, blankHost, documentedRequest } from '../../../../helpers/blank-host.ts';
import type { Changes } from '../../../../helpers/engine.ts';

const SINCE = 1_795_719_867;

const ground: ManagedGround = {
  scanned: known([{ path: '/dev/xvdf', majorMinor: blankDisk().identity.majorMinor }]),
  missing: [],
  setUp: known(null),
};

const asked = (change: Partial<SetupDirectLvmRequest> = {}): SetupDirectLvmRequest =>
  documentedRequest({ managed: true, ...change });

function plan(change: Changes = {}, seen: Partial<ManagedGround> = {}, request = asked()): Plan {
  const facts = blankHost(change);
  return planSetupManaged({
    ...{ facts, ground: { ...ground, ...seen }, request, since: SINCE, earlier: null },
  });
}

const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);

describe('setup direct-lvm --managed', () => {
  test('tells Docker, starts it, and turns on what it forgets', () => {
    const { steps, refusals, warnings } = plan();
    expect(refusals).toEqual([]);
    expect(steps.map(({ id }) => id)).toEqual([
      ...['profile-directory', 'stop-docker', 'move-data-root', 'make-data-root'],
      ...[
        'daemon-json-directory',
        'daemon-json',
        'start-docker',
        'lvchange-monitor',
        'docker-info',
      ],
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['DM204']);
  });

  test('proves the disk blank before Docker can hear of it, and takes all back from there', () => {
    const told = plan().steps.find(({ id }) => id === 'daemon-json');
    expect(told?.before.map(({ kind }) => kind)).toContain('device-blank');
    expect(told?.undo.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['undo-daemon-json', 'undo-lvconvert', 'undo-vgcreate']),
    );
    const proven = told?.undo.filter(({ before }) => before.some((c) => c.kind === 'docker-made'));
    expect(proven?.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['undo-lvconvert', 'undo-lvcreate-thinpool', 'undo-vgcreate']),
    );
  });

  test('is done only when the profile and Docker’s record have their bytes and are written out', () => {
    const start = plan().steps.find(({ id }) => id === 'start-docker');
    const config = managedConfig(asked());
    expect(start?.after).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ sha256: sha256Of(Buffer.from(managedProfileText(config))) }),
        expect.objectContaining({ sha256: sha256Of(Buffer.from(setupConfigText(config))) }),
      ]),
    );
    expect(start?.action).toMatchObject({ flush: [expect.any(String), expect.any(String)] });
  });

  test('takes every step’s id once', () => {
    const ids = plan().steps.flatMap((step) =>
      [step, ...step.undo, ...(step.mend ?? [])].map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each<[string, Partial<SetupDirectLvmRequest>, RegExp]>([
    ['two devices', { devices: ['/dev/xvdf', '/dev/xvdg'] }, /one device/],
    ['another group', { vg: 'other' }, /--vg/],
    ['another pool', { pool: 'other' }, /--pool/],
    ['other chunks', { chunkSize: bytes(MIB) }, /--chunk-size/],
    ['a reserved step', { reserveStep: true }, /--reserve-step/],
    ['half a percent', { dataPercent: 94.5 }, /--data-percent/],
    ['no metadata', { metadataPercent: 0.5 }, /--metadata-percent/],
  ])('cannot be asked for with %s', (_, change, words) => {
    expect(requestFault(asked(change))).toMatch(words);
    expect(managedFault(documentedRequest(change))).toBeNull();
  });

  test('cannot be asked for with percentages above 100, or an option of its own given twice', () => {
    expect(requestFault(asked({ dataPercent: 95, metadataPercent: 6 }))).toMatch(/exceed 100/);
    const storageOptions = ['dm.directlvm_device_force=true'];
    expect(requestFault(asked({ storageOptions }))).toMatch(/set twice/);
  });

  test.each<[string, Partial<ManagedGround>, string, RegExp]>([
    [
      'LVM prefers another name',
      { scanned: known([{ path: '/dev/a', majorMinor: '98:102' }]) },
      'DM037',
      /\/dev\/a --managed/,
    ],
    ['LVM does not print the device', { scanned: known([]) }, 'DM037', /filter/],
    ['lvmdiskscan fails', { scanned: unknown('no answer') }, 'DM007', /no answer/],
    ['a tool of Docker’s is missing', { missing: ['blkid'] }, 'DM004', /util-linux/],
  ])('is refused where %s', (_, seen, code, words) => {
    const refused = plan({}, seen);
    expect(codes(refused)).toEqual([code]);
    expect(JSON.stringify(refused.refusals)).toMatch(words);
  });

  test('is refused where Docker is too old, or LVM reads profiles elsewhere', () => {
    const { engine, lvmSettings } = blankHost();
    const { docker } = dockerFacts({ engine });
    expect(codes(plan({ docker: { ...docker, version: known('17.05.0') } }))).toEqual(['DM037']);
    if (!lvmSettings.known) throw new Error('known');
    const elsewhere = known({ ...lvmSettings.value, profileDir: '/srv/profile' });
    expect(codes(plan({ lvmSettings: elsewhere }))).toEqual(['DM037']);
  });

  test('is refused where the profile is there with other bytes, and leaves one with its own', () => {
    const path = '/etc/lvm/profile/docker-thinpool.profile';
    const profile = (text: string) => known({ path, text, sha256: 'a'.repeat(64) });
    expect(codes(plan({ profile: profile('activation {\n}\n') }))).toEqual(['DM034']);
    const kept = plan({ profile: profile(managedProfileText(managedConfig(asked()))) });
    const undo = kept.steps.flatMap((step) => step.undo.map(({ id }) => id));
    expect(undo).toContain('undo-vgcreate');
    expect(undo).not.toContain('undo-profile');
  });

  test('is refused where a whole percent is more metadata than dm-thin can use', () => {
    const { identity } = blankDisk();
    const huge = blankDisk('/dev/xvdf', { identity: { ...identity, size: bytes(2 * TIB) } });
    expect(codes(plan({ devices: [huge] }))).toEqual(['DM033']);
    const large = blankDisk('/dev/xvdf', { identity: { ...identity, size: bytes(1024 * GIB) } });
    expect(codes(plan({ devices: [large] }))).toEqual([]);
  });

  test('takes the options that daemon.json has already, and no others', () => {
    const path = '/etc/docker/daemon.json';
    const file = (options: readonly string[]) => {
      const text = JSON.stringify({ 'storage-driver': 'devicemapper', 'storage-opts': options });
      return { state: 'present', path, target: path, text, sha256: 'b'.repeat(64) } as const;
    };
    expect(codes(plan({ daemonJson: file(['dm.thinp_percent=95']) }))).toEqual([]);
    expect(codes(plan({ daemonJson: file(['dm.thinp_percent=90']) }))).toEqual(['DM046']);
  });
});
