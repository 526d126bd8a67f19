import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { DataRoot, OutsideOption } from '../../../src/model/docker-state.ts';
import type { Facts } from '../../../src/model/facts.ts';
import { known, unknown } from '../../../src/model/known.ts';
import type { LoopGround } from '../../../src/model/loop-ground.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { bytes, GIB, MIB, TIB } from '../../../src/model/units.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import type { SetupLoopLvmRequest } from '../../../src/plan/loop-lvm-request.ts';
import { planSetupLoopLvm } from '../../../src/plan/setup-loop-lvm.ts';
import { planScript } from '../../../src/views/script/script.ts';
import { blankHost } from '../../helpers/blank-host.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const NOTHING: LoopGround = {
  files: known({ data: null, metadata: null }),
  drivers: known(['overlay2']),
  free: known(bytes(5 * GIB)),
};

/** The files that Docker makes unless it is told otherwise. */
const FILES: LoopGround = {
  files: known({ data: bytes(100 * GIB), metadata: bytes(2 * GIB) }),
  drivers: known(['devicemapper']),
  free: known(bytes(5 * GIB)),
};

const ASKED: SetupLoopLvmRequest = {
  dataSize: null,
  metadataSize: null,
  storageOptions: [],
  minFreeSpacePercent: null,
  moveDataRoot: false,
};

type Asked = Partial<SetupLoopLvmRequest>;

const onBlank = (asked: Asked = {}, host: Partial<Facts> = {}): Plan =>
  planSetupLoopLvm(blankHost(host), NOTHING, { ...ASKED, ...asked });

/** The plan for a host as the lab recorded it. */
async function onRecorded(name: string, asked: Asked = {}, changes: Partial<Facts> = {}) {
  const facts = { ...(await observeForVerify(recordedHost(name).host)), ...changes };
  return planSetupLoopLvm(facts, FILES, { ...ASKED, ...asked });
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);

/** daemon.json as the plan would write it. */
function written(plan: Plan): unknown {
  const action = plan.steps.find(({ id }) => id === 'daemon-json')?.action;
  if (action?.kind !== 'write-file') throw new Error('the plan writes no daemon.json');
  return JSON.parse(Buffer.from(plan.blobs[action.sha256] ?? '', 'base64').toString());
}

const daemonJson = (text: string): Partial<Facts> => {
  const path = '/etc/docker/daemon.json';
  return { daemonJson: { state: 'present', path, target: path, text, sha256: 'x' } };
};

const { docker } = blankHost();
const root = blankHost().dataRoot as Extract<DataRoot, { state: 'present' }>;
const outside = (option: string, value: string): Partial<Facts> => {
  const found: OutsideOption = { option, value, source: 'docker.service ExecStart' };
  return { docker: { ...docker, outside: known([found]) } };
};

describe('the plan for a host without a pool', () => {
  test('is the documented procedure, the old data root moved aside', () => {
    expect(ids(onBlank())).toEqual([
      'stop-docker',
      'move-data-root',
      'make-data-root',
      'daemon-json-folder',
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
      onBlank({}, { dataRoot })
        .steps.at(-1)
        ?.undo.map(({ id }) => id) ?? [];
    const { path } = root;
    const moved = ['undo-start-docker', 'undo-loop-pool'];
    expect(undo(root)).toEqual(moved);
    expect(undo({ state: 'absent', path })).toEqual([...moved, 'undo-new-data-root']);
    expect(undo({ ...root, empty: true })).toEqual([
      ...moved,
      'undo-new-data-root',
      'undo-empty-data-root',
    ]);
  });

  test('is bash that can be read, and looks at the files at its end', () => {
    const script = planScript(onBlank({ dataSize: bytes(20 * GIB) }));
    expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
    expect(script).toContain(`docker_on_loop_files ${String(20 * GIB)} ''`);
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
    expect(warnings[1]?.message).toContain('could not be read: EIO');
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
        'daemon-json-folder',
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
    const facts = await observeForVerify(recordedHost(stopped).host);
    const ground = { ...FILES, drivers: known(['devicemapper', 'overlay2']) };
    const plan = planSetupLoopLvm({ ...facts, ...daemonJson('{}') }, ground, ASKED);
    expect(ids(plan)).toContain('move-data-root');
  });

  test('is not started where a flag says the same as daemon.json', async () => {
    const { docker: found } = await observeForVerify(recordedHost(stopped).host);
    const flag = outside('--storage-driver', 'devicemapper').docker?.outside ?? known([]);
    const plan = await onRecorded(stopped, {}, { docker: { ...found, outside: flag } });
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

const images = { ...root, holdings: { ...root.holdings, images: 1 } };

describe.each<[situation: string, asked: Asked, host: Partial<Facts>, code: string, exit: number]>([
  ['somebody else than root', {}, { euid: 1000 }, 'DM003', 4],
  ['no thin-pool target', {}, { kernel: { release: '6', thinPool: known(false) } }, 'DM006', 5],
  ['Docker 26', {}, { docker: { ...docker, version: known('26.1.5') } }, 'DM040', 20],
  ['a daemon that does not answer', {}, { docker: { ...docker, info: unknown('?') } }, 'DM007', 20],
  ['--storage-driver as a flag', {}, outside('--storage-driver', 'overlay2'), 'DM041', 20],
  ['DOCKER_DRIVER', {}, outside('DOCKER_DRIVER', 'overlay2'), 'DM041', 20],
  ['a broken daemon.json', {}, daemonJson('{'), 'DM042', 20],
  ['"storage-opt" in the singular', {}, daemonJson('{"storage-opt": ["dm.fs=xfs"]}'), 'DM043', 20],
  ['images in the data root', {}, { dataRoot: images }, 'DM044', 20],
  ['a data root on its own mount', {}, { dataRoot: { ...root, mountPoint: true } }, 'DM045', 20],
  [
    "another driver's options",
    {},
    daemonJson('{"storage-opts": ["overlay2.size=1G"]}'),
    'DM046',
    20,
  ],
  [
    'a pool left in daemon.json',
    {},
    daemonJson('{"storage-opts": ["dm.thinpooldev=/dev/mapper/a-b"]}'),
    'DM046',
    20,
  ],
  [
    'a disk for Docker left in daemon.json',
    {},
    daemonJson('{"storage-opts": ["dm.directlvm_device=/dev/xvdf"]}'),
    'DM046',
    20,
  ],
  ['a pool as an option', { storageOptions: ['dm.thinpooldev=p'] }, {}, 'DM046', 20],
  ['a disk as an option', { storageOptions: ['dm.directlvm_device=/dev/x'] }, {}, 'DM046', 20],
  [
    'options that exclude each other',
    { storageOptions: ['dm.use_deferred_removal=false'] },
    {},
    'DM048',
    20,
  ],
  ['data that hold nothing', { dataSize: bytes(64 * MIB) }, {}, 'DM033', 20],
  ['more data than chunks can address', { dataSize: bytes(17 * TIB) }, {}, 'DM033', 20],
  ['data of half a chunk', { dataSize: bytes(100_000_000_000_000) }, {}, 'DM033', 20],
  ['too much metadata', { metadataSize: bytes(17 * GIB) }, {}, 'DM033', 20],
  ['too little metadata for the data', { dataSize: bytes(3 * TIB) }, {}, 'DM033', 20],
])('%s', (_situation, asked, host, code, exit) => {
  test(`is refused with ${code}, and nothing is planned`, () => {
    const refused = onBlank(asked, host);
    expect(codes(refused)).toContain(code);
    expect(refused.refusals[0]?.exitCode).toBe(exit);
    expect(refused.steps).toEqual([]);
  });
});

test('images are moved aside with --move-data-root', () => {
  expect(ids(onBlank({ moveDataRoot: true }, { dataRoot: images }))).toContain('move-data-root');
});
