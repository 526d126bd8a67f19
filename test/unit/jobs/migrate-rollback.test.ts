import { describe, expect, test } from 'vitest';
import { unconfirmedLoss } from '../../../src/jobs/migrate-rollback.ts';
import type { Host } from '../../../src/model/host.ts';
import type { Run } from '../../../src/model/plan/journal.ts';
import { planMigration } from '../../../src/plan/migrate/overlay2.ts';
import { migrateSite } from '../../helpers/migrate-site.ts';
import { stepId } from '../../helpers/step-id.ts';

const ROOT = '/var/lib/docker/image';
const plan = planMigration(migrateSite());

const run = (change: Partial<Run>): Run =>
  ({
    runId: 'abc123',
    request: { command: 'migrate overlay2', devices: [], options: {} },
    direction: 'do',
    progress: [],
    plan,
    ...change,
  }) as unknown as Run;

const began = (step: string): Pick<Run, 'progress'> => ({
  progress: [{ step: stepId(step), direction: 'do', state: 'intent', how: null, untouched: false }],
});

/** The text that leads Docker to overlay2. */
const switched = plan.steps.flatMap(({ id, action }) =>
  id === 'daemon-json' && action.kind === 'write-file' ? [plan.blobs[action.sha256] ?? ''] : [],
)[0];

/** A host whose overlay2 has one image more than the pool. */
function host(daemonJson: string | null): Host {
  const lists: Readonly<Record<string, readonly string[]>> = {
    [`${ROOT}/devicemapper/imagedb/content/sha256`]: ['old'],
    [`${ROOT}/overlay2/imagedb/content/sha256`]: ['old', 'newer-than-the-pool'],
  };
  return {
    list: (path: string) => Promise.resolve(lists[path] ?? null),
    readText: () => Promise.resolve(null),
    readBytes: () =>
      Promise.resolve(daemonJson === null ? null : Buffer.from(daemonJson, 'base64')),
  } as unknown as Host;
}

const loss = (of: Partial<Run>, confirm: string | null = null, daemonJson: string | null = null) =>
  unconfirmedLoss(host(daemonJson), run(of), confirm);

describe('a rollback of a migration that was interrupted after the switch', () => {
  test('lists what was made since, and needs --confirm', async () => {
    expect(await loss(began('start-docker'))).toMatchObject({
      code: 'DM259',
      exitCode: 21,
      why: 'the pool does not have them: image newer-than-t',
      fix: [expect.any(String), 'dmctl rollback --confirm docker/thinpool'],
    });
  });

  test('does so where a boot has started Docker on overlay2', async () => {
    expect(await loss(began('daemon-json'), null, switched)).toMatchObject({ code: 'DM259' });
  });

  test('is not held up once it is confirmed, or has begun', async () => {
    const started = began('start-docker');
    expect(await loss(started, 'docker/thinpool')).toBe(null);
    expect(await loss({ ...started, direction: 'undo' })).toBe(null);
    expect(await loss(started, 'other/pool')).not.toBe(null);
  });
});

test('a rollback of a migration before its switch, or of another run, needs no --confirm', async () => {
  expect(await loss(began('image-records'), null, 'e30=')).toBe(null);
  const other = { command: 'setup direct-lvm', devices: [], options: {} };
  expect(await loss({ ...began('start-docker'), request: other })).toBe(null);
});
