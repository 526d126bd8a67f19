import { describe, expect, test } from 'vitest';
import type { Request, Run } from '../../../../src/model/plan/journal.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { sha256Of } from '../../../../src/model/sha256.ts';
import { journaledLoopLvm } from '../../../../src/plan/setup/loop-lvm/request.ts';
import { journaledRequest } from '../../../../src/plan/setup/request.ts';
import { confirmWord, ownPvsOf, setUpsOnRecord } from '../../../../src/plan/steps/setup-record.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { blankHost, documentedRequest } from '../../../helpers/blank-host.ts';
import { ASKED, onBlank } from '../../../helpers/loop-lvm.ts';

const NONCE = '0123456789abcdef0123456789abcdef';
const BEFORE = '{"iptables": false}\n';

type How = 'acted' | 'adopted';

/** A run that took every step of its plan, each in this way. */
function runOf(request: Request, plan: Plan, how: (id: string) => How = () => 'acted'): Run {
  return {
    ...{ runId: 'abc123', openedAt: '2026-01-01T00:00:00.000Z', user: 'root', request, plan },
    direction: 'do',
    progress: plan.steps.map(({ id }) => ({
      ...{ step: id, direction: 'do', state: 'verified', how: how(id), untouched: false },
    })),
    closed: { end: 'done', at: '2026-01-01T00:01:00.000Z' },
  };
}

function directRun(how?: (id: string) => How, vg = 'docker'): Run {
  const request = documentedRequest({ vg });
  const path = '/etc/docker/daemon.json';
  const file = { path, target: path, text: BEFORE, sha256: sha256Of(BEFORE) };
  const facts = blankHost({ daemonJson: { state: 'present', ...file } });
  const plan = planSetupDirectLvm(facts, request, { nonce: NONCE, earlier: null });
  return runOf(journaledRequest(request), plan, how);
}

const teardownOf = (word: string): Run => ({
  ...directRun(),
  request: { command: 'teardown', devices: [], options: { confirm: word, erase: false } },
});

const words = (runs: readonly Run[]): readonly string[] => setUpsOnRecord(runs).map(confirmWord);

describe('setups on record', () => {
  test('know what was there before, and what they made', () => {
    const [record] = setUpsOnRecord([directRun()]);
    expect(record).toMatchObject({
      pool: { vg: 'docker', lv: 'thinpool' },
      daemonJson: { before: BEFORE },
      movedRoot: {
        path: '/var/lib/docker',
        backup: '/var/lib/docker.bk',
        mark: { below: '', inode: 42 },
      },
      folders: ['/etc/lvm/profile', '/etc/systemd/system/docker.service.wants', '/etc/docker'],
      newRoot: true,
    });
    expect(record?.daemonJson?.after).toContain('docker-thinpool');
  });

  test('claim nothing that they found in place', () => {
    const found = new Set([
      'profile-directory',
      'unit-directory',
      'daemon-json-directory',
      'profile',
    ]);
    const [record] = setUpsOnRecord([directRun((id) => (found.has(id) ? 'adopted' : 'acted'))]);
    expect(record).toMatchObject({ folders: [], profile: null });
  });

  test('get the folders that a later run made for the same pool', () => {
    const set = directRun((id) => (id === 'unit-directory' ? 'adopted' : 'acted'));
    const later = directRun((id) => (id === 'unit-directory' ? 'acted' : 'adopted'));
    const wants = '/etc/systemd/system/docker.service.wants';
    const before = setUpsOnRecord([set]).map(({ folders }) => folders);
    expect(before).toEqual([['/etc/lvm/profile', '/etc/docker']]);
    const after = setUpsOnRecord([set, later]).map(({ folders }) => folders);
    expect(after).toEqual([['/etc/lvm/profile', '/etc/docker', wants]]);
  });

  test('are not those that found everything done, or were put back', () => {
    expect(words([directRun(() => 'adopted')])).toEqual([]);
    expect(words([{ ...directRun(), closed: { end: 'put-back', at: '' } }])).toEqual([]);
    expect(words([{ ...directRun(), closed: null }])).toEqual([]);
  });

  test('end with the teardown of that pool, and begin anew with the next setup', () => {
    const other = directRun(undefined, 'other');
    expect(words([directRun(), other, teardownOf('docker/thinpool')])).toEqual(['other/thinpool']);
    expect(words([directRun(), teardownOf('docker/thinpool'), directRun()])).toEqual([
      'docker/thinpool',
    ]);
    const givenUp: Run = { ...teardownOf('docker/thinpool'), closed: { end: 'put-back', at: '' } };
    expect(words([directRun(), givenUp])).toEqual(['docker/thinpool']);
  });

  test('on loop files are confirmed by that name', () => {
    const run = runOf(journaledLoopLvm(ASKED), onBlank());
    expect(setUpsOnRecord([run])).toMatchObject([{ pool: null, newRoot: true }]);
    expect(words([run])).toEqual(['loop-lvm']);
  });
});

test('every physical volume that a run made is dmctl’s own', () => {
  expect([...ownPvsOf([directRun()]).values()]).toEqual([true]);
});
