import { dockerFacts } from '../../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import type { DataRoot } from '../../../../../src/model/facts/docker-state.ts';
import { known, unknown } from '../../../../../src/model/known.ts';
import type { Plan, Step } from '../../../../../src/model/plan/plan.ts';
import { bytes, GIB, MIB } from '../../../../../src/model/units.ts';
import { observeForVerify } from '../../../../../src/observe/host-facts.ts';
import { planSetupLoopLvm } from '../../../../../src/plan/setup/loop-lvm/loop-lvm.ts';
import { planScript } from '../../../../../src/views/script/script.ts';
import { syntaxErrors } from '../../../../helpers/bash.ts';
import { blankHost } from '../../../../helpers/blank-host.ts';
import { recordedHost } from '../../../../helpers/recorded-host.ts';
import {
  ASKED,
  codes,
  daemonJson,
  FILES,
  ids,
  NOTHING,
  onBlank,
  outside,
  root,
  type Asked,
} from '../../../../helpers/loop-lvm.ts';
import { changed, type Changes } from '../../../../helpers/engine.ts';

/** The plan for a host as the lab recorded it. */
async function onRecorded(name: string, asked: Asked = {}, changes: Changes = {}) {
  const facts = changed(await observeForVerify(recordedHost(name).host, 'docker'), changes);
  return planSetupLoopLvm(facts, FILES, { ...ASKED, ...asked });
}

/** daemon.json as the plan would write it. */
function written(plan: Plan): unknown {
  const action = plan.steps.find(({ id }) => id === 'daemon-json')?.action;
  if (action?.kind !== 'write-file') throw new Error('the plan writes no daemon.json');
  return JSON.parse(Buffer.from(plan.blobs[action.sha256] ?? '', 'base64').toString());
}

/** The way back from the last two steps: daemon.json, and the start of Docker. */
const wayBack = ({ steps }: Plan): readonly Step[] =>
  steps
    .slice(-2)
    .reverse()
    .flatMap(({ undo }) => undo);

describe('the plan for a host without a pool', () => {
  test('is the documented procedure, the old data root moved aside', () => {
    expect(ids(onBlank())).toEqual([
      'stop-docker',
      'move-data-root',
      'make-data-root',
      'daemon-json-directory',
      'daemon-json',
      'start-docker',
    ]);
    expect(onBlank().steps.map(({ documented }) => documented)).toEqual([
      1,
      null,
      null,
      null,
      2,
      3,
    ]);
  });

  test('writes the driver alone where no size is asked for', () => {
    expect(written(onBlank())).toEqual({ 'storage-driver': 'devicemapper' });
  });

  test('writes the sizes that are asked for, and the other options', () => {
    const plan = onBlank({
      dataSize: bytes(20 * GIB),
      metadataSize: bytes(1536 * MIB),
      minFreeSpacePercent: 5,
      storageOptions: ['dm.basesize=20G'],
    });
    expect(written(plan)).toEqual({
      'storage-driver': 'devicemapper',
      'storage-opts': [
        'dm.loopdatasize=20G',
        'dm.loopmetadatasize=1536M',
        'dm.min_free_space=5%',
        'dm.basesize=20G',
      ],
    });
    expect(plan.steps.at(-1)?.after).toContainEqual({
      kind: 'docker-driver',
      driver: 'devicemapper',
      pool: { onLoopFiles: { data: 20 * GIB, metadata: 1536 * MIB } },
    });
  });

  test('keeps what else is in daemon.json, and a size there is replaced', () => {
    const text = '{"debug": true, "storage-opts": ["dm.loopdatasize=9G", "dm.basesize=20G"]}';
    const plan = onBlank({ dataSize: bytes(20 * GIB) }, daemonJson(text));
    expect(written(plan)).toEqual({
      debug: true,
      'storage-opts': ['dm.loopdatasize=20G', 'dm.basesize=20G'],
      'storage-driver': 'devicemapper',
    });
  });

  test('is the same, byte for byte, for the same facts', () => {
    expect(JSON.stringify(onBlank())).toBe(JSON.stringify(onBlank()));
  });

  test('takes away what a dockerd that does not start has made, pool first', () => {
    const undo = (dataRoot: DataRoot): readonly string[] =>
      wayBack(onBlank({}, { dataRoot })).map(({ id }) => id);
    const { path } = root;
    const moved = ['undo-start-docker', 'undo-daemon-json', 'undo-loop-pool'];
    expect(undo(root)).toEqual(moved);
    expect(undo({ state: 'absent', path })).toEqual([...moved, 'undo-new-data-root']);
    expect(undo({ ...root, empty: true })).toEqual([
      ...moved,
      'undo-new-data-root',
      'undo-empty-data-root',
    ]);
    expect(undo({ ...root, mountPoint: true, empty: true })).toEqual([
      ...moved,
      'undo-new-entries',
    ]);
  });

  test('takes it away too where a reboot has started Docker before its step', () => {
    const settings = onBlank().steps.find(({ id }) => id === 'daemon-json');
    expect(settings?.undo.map(({ id }) => id)).toEqual(['undo-daemon-json', 'undo-loop-pool']);
  });

  test('is bash that can be read, and looks at the files at its end', () => {
    const script = planScript(onBlank({ dataSize: bytes(20 * GIB) }));
    expect(syntaxErrors(script)).toBe('');
    expect(script).toContain(`docker_on_loop_files ${String(20 * GIB)} ''`);
  });

  test('is taken back by bash that can be read, too', () => {
    const stopped = {
      ...dockerFacts(blankHost()).docker,
      running: known(false),
      info: known(null),
    };
    const plan = onBlank({}, { docker: stopped });
    const script = planScript({ ...plan, steps: wayBack(plan) });
    expect(syntaxErrors(script)).toBe('');
    expect(script).toContain('dmsetup remove "$pool"');
    expect(script).toContain('systemctl reset-failed docker.service || true');
  });
});

describe('the warnings', () => {
  test('are always there: for testing only, and the room in both units', () => {
    const { warnings } = onBlank();
    expect(warnings.map(({ code }) => code)).toEqual(['DM102', 'DM210']);
    expect(warnings[1]?.message).toContain('107.4 GB (100 GiB) of data');
    expect(warnings[1]?.message).toContain('5.369 GB (5 GiB) free');
  });

  test('speak of the sizes asked for, else of those configured', () => {
    const [, asked] = onBlank({ dataSize: bytes(20 * GIB) }).warnings;
    expect(asked?.message).toContain('21.47 GB (20 GiB) of data');
    const configured = daemonJson('{"storage-opts": ["dm.loopdatasize=9 gb"]}');
    expect(onBlank({}, configured).warnings[1]?.message).toContain('9.664 GB (9 GiB) of data');
  });

  test('say so where the room could not be seen', () => {
    const ground = { ...NOTHING, free: unknown('EIO') };
    const { warnings } = planSetupLoopLvm(blankHost(), ground, ASKED);
    expect(warnings[1]?.message).toContain('is unknown: EIO');
  });
});

describe.each(['bookworm', 'bullseye'])('%s on loop files already', (suite) => {
  const running = `${suite}-loop-running`;
  const stopped = `${suite}-loop-stopped`;

  test('needs nothing while Docker runs, the sizes it has being asked for or not', async () => {
    const asked = { dataSize: bytes(100 * GIB), metadataSize: bytes(2 * GIB) };
    for (const plan of [await onRecorded(running), await onRecorded(running, asked)]) {
      expect(plan).toMatchObject({ steps: [], refusals: [] });
      expect(plan.warnings.map(({ code }) => code)).toEqual(['DM102', 'DM210']);
    }
  });

  test('is only started where Docker is stopped', async () => {
    expect(ids(await onRecorded(stopped))).toEqual(['start-docker']);
    expect(ids(await onRecorded(stopped, { dataSize: bytes(100 * GIB) }))).toEqual([
      'start-docker',
    ]);
  });

  test.each([running, stopped])('%s with another size is for resize', async (name) => {
    const larger = await onRecorded(name, { dataSize: bytes(200 * GIB) });
    expect(codes(larger)).toEqual(['DM031']);
    expect(larger.refusals[0]?.fix.join()).toContain('dmctl resize --size 200G');
    const smaller = await onRecorded(name, { metadataSize: bytes(GIB) });
    expect(codes(smaller)).toEqual(['DM031']);
    expect(smaller.refusals[0]?.fix.join()).not.toContain('dmctl resize');
  });

  test('with an option that is not set says which', async () => {
    const plan = await onRecorded(running, { minFreeSpacePercent: 5 });
    expect(codes(plan)).toEqual(['DM031']);
    expect(plan.refusals[0]?.why).toContain('dm.min_free_space=5%');
  });

  test.each([running, stopped])(
    '%s that daemon.json does not name is written down, and keeps its images',
    async (name) => {
      const plan = await onRecorded(
        name,
        { minFreeSpacePercent: 5 },
        daemonJson('{"debug": true}'),
      );
      expect(ids(plan)).toEqual([
        'stop-docker',
        'daemon-json-directory',
        'daemon-json',
        'start-docker',
      ]);
      expect(written(plan)).toMatchObject({
        debug: true,
        'storage-driver': 'devicemapper',
        'storage-opts': ['dm.min_free_space=5%'],
      });
    },
  );

  test('does not go back to files that another driver has taken over from', async () => {
    const facts = await observeForVerify(recordedHost(stopped).host, 'docker');
    const ground = { ...FILES, drivers: known(['devicemapper', 'overlay2']) };
    const plan = planSetupLoopLvm(changed(facts, daemonJson('{}')), ground, ASKED);
    expect(ids(plan)).toContain('move-data-root');
  });

  test('is not started where a flag says the same as daemon.json', async () => {
    const { engine } = await observeForVerify(recordedHost(stopped).host, 'docker');
    const flag = outside('--storage-driver', 'devicemapper').docker?.outside ?? known([]);
    const plan = await onRecorded(
      stopped,
      {},
      { docker: { ...dockerFacts({ engine }).docker, outside: flag } },
    );
    expect(codes(plan)).toEqual(['DM041']);
  });
});

describe.each(['direct-running', 'direct-stopped', 'direct-inactive'])(
  'a host with %s',
  (state) => {
    test('is refused, and told which pool it has', async () => {
      const plan = await onRecorded(`bookworm-${state}`, { moveDataRoot: true });
      expect(codes(plan)).toEqual(['DM046']);
      expect(plan.refusals[0]).toMatchObject({
        exitCode: 20,
        message: expect.stringContaining('docker-thinpool') as unknown,
      });
      expect(plan.refusals[0]?.fix.join()).toContain('dmctl teardown --confirm docker/thinpool');
    });
  },
);

test('images are moved aside with --move-data-root', () => {
  expect(
    ids(
      onBlank(
        { moveDataRoot: true },
        { dataRoot: { ...root, holdings: { ...root.holdings, images: 1 } } },
      ),
    ),
  ).toContain('move-data-root');
});
