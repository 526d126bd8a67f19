import { dockerFacts } from '../../../../src/docker/engine.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../src/model/facts/facts.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import { bytes, MIB } from '../../../../src/model/units.ts';
import { observeForVerify } from '../../../../src/observe/host-facts.ts';
import { observeForResize } from '../../../../src/observe/resize-facts.ts';
import { wantedSize } from '../../../../src/plan/resize/refusals.ts';
import type { ResizeRequest } from '../../../../src/plan/resize/request.ts';
import {
  host,
  loopHost,
  withDeadPool,
  withDevice,
  withoutVolume,
  withPoolInactive,
  withStatus,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { healthy } from '../../../helpers/facts.ts';
import { recordedHost } from '../../../helpers/recorded-host.ts';
import { by, resizePlan, to } from '../../../helpers/resize-site.ts';
import { changed, type Changes } from '../../../helpers/engine.ts';

const more: Partial<ResizeRequest> = { size: by(MIB) };

const refusal = (facts: Facts, asked: Partial<ResizeRequest> = more) => {
  const [first, ...others] = resizePlan(asked, facts).refusals;
  expect(others).toEqual([]);
  return first;
};

describe('a pool is not resized', () => {
  const cases: readonly (readonly [string, Changes, string, RegExp])[] = [
    ['while it is suspended', withDevice({ suspended: true }), 'DM113', /dmsetup resume/],
    ['with a second table loaded', withDevice({ inactiveTable: true }), 'DM113', /dmsetup clear/],
    ['without a table', withDevice({ liveTable: false }), 'DM113', /lvchange --refresh/],
    ['while it is inactive', withPoolInactive(), 'DM111', /lvchange -ay docker\/thinpool/],
    ['that is read-only', withStatus({ mode: 'ro' }), 'DM114', /explain DM115/],
    ['that has failed', withDeadPool('fail'), 'DM114', /explain DM115/],
    ['that needs a check', withStatus({ needsCheck: true }), 'DM115', /explain DM115/],
    ['that needs one for LVM', withVolume({ checkNeeded: true }), 'DM115', /explain DM115/],
    ['that the kernel has as something else', { thinPools: known([]) }, 'DM112', /dmsetup table/],
    ['that LVM does not report', withoutVolume(), 'DM110', /dmctl verify/],
    ['that is no thin pool', withVolume({ segmentType: 'linear' }), 'DM112', /segtype/],
    ['with a disk missing', withVolume({}, { missingPvs: 1 }), 'DM116', /pv_missing/],
    ['of an exported group', withVolume({}, { exported: true }), 'DM116', /vgimport docker/],
    ['of another host', withVolume({}, { foreign: true }), 'DM116', /systemid/],
    [
      'that LVM grew and the kernel did not',
      withVolume({ size: bytes(2 ** 34) }),
      'DM160',
      /--refresh/,
    ],
    ['whose device was not seen', { dm: unknown('no dmsetup') }, 'DM007', /fix the problem/],
    ['whose status was not seen', { thinPools: unknown('no dmsetup') }, 'DM007', /fix the problem/],
    ['where LVM was not read', { lvm: unknown('locked') }, 'DM007', /fix the problem/],
    [
      'whose policy was not read',
      { profileSettings: unknown('exit 3') },
      'DM007',
      /fix the problem/,
    ],
  ];
  it.each(cases)('%s', (_, change, code, fix) => {
    const found = refusal(host(change));
    expect(found).toMatchObject({ code, exitCode: 20 });
    expect(found?.fix.join('\n')).toMatch(fix);
  });

  it('without root, or a tool', () => {
    expect(refusal(host({ euid: 1000 }))).toMatchObject({ code: 'DM003', exitCode: 4 });
    const dmsetup = { path: null, version: unknown('not there') };
    const tools = { ...healthy.tools, dmsetup };
    expect(refusal(host({ tools }))).toMatchObject({ code: 'DM004', exitCode: 5 });
  });

  it('with options of the other mode', () => {
    const asked = { add: ['/dev/xvdg'], pvresize: false, keepStep: true };
    const codes = resizePlan(asked, loopHost).refusals.map(({ code, message }) => [code, message]);
    expect(codes).toEqual([
      ['DM036', '--add does not apply to a loop-lvm pool'],
      ['DM036', '--keep-step does not apply to a loop-lvm pool'],
    ]);
    expect(refusal(healthy, { ...more, allowOvercommit: true })?.code).toBe('DM036');
  });
});

describe('a pool that is out of data space', () => {
  it('may grow: that is its remedy', () => {
    expect(resizePlan(more, host(withStatus({ mode: 'out_of_data_space' }))).refusals).toEqual([]);
  });
});

describe('recorded hosts', () => {
  it.each([
    ['direct-running', []],
    ['direct-stopped', []],
    ['data-full', []],
    ['direct-suspended', ['DM113']],
    ['direct-inactive', ['DM111']],
    ['needs-check', ['DM115']],
    ['pool-failed', ['DM114']],
  ] as const)('%s', async (name, codes) => {
    for (const suite of ['bookworm', 'bullseye']) {
      const { host: recorded, started } = recordedHost(`${suite}-${name}`);
      const seen = await observeForResize(recorded, await observeForVerify(recorded, 'docker'), []);
      // Some were recorded with a pool that Docker was not configured for yet.
      const facts = changed(seen, { daemonJson: dockerFacts(healthy).daemonJson });
      const found = resizePlan(more, facts).refusals.map(({ code }) => code);
      expect(found, suite).toEqual(codes);
      expect(started.length).toBeLessThanOrEqual(7);
    }
  });
});

describe('the size that is wanted', () => {
  const sizes = fc.integer({ min: 1, max: 2 ** 45 }).map(bytes);
  const units = fc.integer({ min: 1, max: 64 }).map((n) => bytes(n * 65536));

  it('is whole units, never less than asked for, and less than a unit more', () => {
    fc.assert(
      fc.property(sizes, sizes, units, fc.boolean(), (size, now, unit, relative) => {
        const wanted = wantedSize(relative ? by(size) : to(size), now, unit);
        const asked = relative ? now + size : size;
        expect(wanted % unit).toBe(0);
        expect(wanted - asked).toBeGreaterThanOrEqual(0);
        expect(wanted - asked).toBeLessThan(unit);
      }),
    );
  });
});
