import { describe, expect, test } from 'vitest';
import { perform } from '../../../src/apply/perform.ts';
import { deleteThin } from '../../../src/lvm/thin-device.ts';
import type { Command } from '../../../src/model/command.ts';
import type { Host } from '../../../src/model/host.ts';
import type { ActionOf } from '../../../src/model/plan/plan.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const POOL = 'docker-thinpool';
const FOLDER = '/var/lib/docker/devicemapper/metadata';
const done = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 };

/** As a guest had it after its last change. */
const LAST = '{"open_transaction_id":4,"device_hash":"a9f5","device_id":40}';

interface Pool {
  /** Ids that thin_ls lists besides those that were recorded. */
  readonly orphans: readonly number[];
  /** Does the kernel delete what it is told to? */
  readonly obeys: boolean;
}

/** A recorded host with orphans in its pool; `deleted` are the ids it was told to delete. */
function poolWith({ orphans, obeys }: Pool) {
  const { host } = recordedHost('bookworm-direct-layers', {
    [`readText ${FOLDER}/transaction-metadata`]: { value: LAST },
  });
  const left = new Set(orphans);
  const deleted: number[] = [];
  const machine: Host = {
    ...host,
    run: async (command: Command) => {
      const id = Number(/^delete (\d+)$/.exec(command.args.at(-1) ?? '')?.[1]);
      if (!Number.isNaN(id)) {
        deleted.push(id);
        if (obeys) left.delete(id);
        return done;
      }
      if (command.writes) return done;
      const answer = await host.run(command);
      const lines = [...left].map((one) => `${String(one)} 1048576 1048576 0\n`);
      return command.program === 'thin_ls'
        ? { ...answer, stdout: `${answer.stdout}${lines.join('')}` }
        : answer;
    },
    runAtEnd: () =>
      Promise.resolve({ now: () => Promise.resolve(done), never: () => Promise.resolve() }),
  };
  return { machine, deleted };
}

const deletionOf = (deviceId: number): ActionOf<'delete-thin'> => ({
  kind: 'delete-thin',
  ...{ pool: POOL, deviceId, remove: deleteThin(POOL, deviceId) },
  records: { engine: 'docker', root: '/var/lib/docker' },
});

describe('deleting a thin device without a record', () => {
  test('deletes it, and looks that it is gone', async () => {
    const { machine, deleted } = poolWith({ orphans: [500, 501], obeys: true });
    expect(await perform(machine, deletionOf(500), {})).toMatchObject({ ok: true });
    expect(deleted).toEqual([500]);
  });

  test('has nothing to do where it is gone already', async () => {
    const { machine, deleted } = poolWith({ orphans: [], obeys: true });
    expect(await perform(machine, deletionOf(500), {})).toMatchObject({ ok: true });
    expect(deleted).toEqual([]);
  });

  test('fails where the kernel says that it was deleted and still has it', async () => {
    const { machine } = poolWith({ orphans: [500], obeys: false });
    const end = await perform(machine, deletionOf(500), {});
    expect(end).toMatchObject({ ok: false, detail: `${POOL} still has thin device 500` });
  });

  test.each([
    ['a layer of', 2],
    ['the device that was last changed by', 40],
  ])('never touches %s Docker', async (_, id) => {
    const { machine, deleted } = poolWith({ orphans: [40], obeys: true });
    const end = await perform(machine, deletionOf(id), {});
    expect(end).toMatchObject({ ok: false, untouched: true });
    expect(deleted).toEqual([]);
  });
});
