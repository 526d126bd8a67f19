import { dockerFacts } from '../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { describe as describeCondition } from '../../../../src/apply/look.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import type { Plan, Step } from '../../../../src/model/plan/plan.ts';
import { bytes } from '../../../../src/model/units.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import type { SetupDirectLvmRequest } from '../../../../src/model/plan/journal.ts';
import { blankDisk, blankHost, documentedRequest } from '../../../helpers/blank-host.ts';
import type { DataRoot } from '../../../../src/model/facts/docker-state.ts';
import type { Changes } from '../../../helpers/engine.ts';

const circumstances = { nonce: '0123456789abcdef0123456789abcdef', earlier: null };

function plan(host: Changes = {}, asked: Partial<SetupDirectLvmRequest> = {}): Plan {
  return planSetupDirectLvm(blankHost(host), documentedRequest(asked), circumstances);
}

const codes = ({ refusals }: Plan): readonly string[] => refusals.map(({ code }) => code);

const everyStep = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...everyStep(step.undo), ...everyStep(step.mend ?? [])]);

describe('the plan for a blank disk', () => {
  test('is the documented procedure, Docker being stopped only when its files are next', () => {
    expect(plan().steps.map(({ id }) => id)).toEqual([
      'profile-directory',
      'profile',
      'pvcreate-xvdf',
      'vgcreate',
      'lvcreate-data',
      'lvcreate-metadata',
      'unit',
      'unit-directory',
      'enable-unit',
      'lvconvert',
      'lvchange-profile',
      'lvchange-monitor',
      'stop-docker',
      'move-data-root',
      'make-data-root',
      'daemon-json-directory',
      'daemon-json',
      'start-docker',
    ]);
  });

  test('is the same, byte for byte, for the same facts', () => {
    expect(JSON.stringify(plan())).toBe(JSON.stringify(plan()));
  });

  test('has unique ids, and every step says what it leads to', () => {
    const steps = everyStep(plan().steps);
    const ids = steps.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(steps.filter(({ after }) => after.length === 0)).toEqual([]);
  });

  test('looks at all steps of LVM with the last of them, and at every other step by itself', () => {
    const left = plan().steps.flatMap(({ id, verifiedWith }) => (verifiedWith ? [id] : []));
    expect(left).toEqual([
      ...['pvcreate-xvdf', 'vgcreate', 'lvcreate-data', 'lvcreate-metadata'],
      ...['lvconvert', 'lvchange-profile'],
    ]);
    const looks = plan().steps.flatMap(({ verifiedWith }) => verifiedWith ?? []);
    expect(new Set(looks.map(({ step }) => step))).toEqual(new Set(['lvchange-monitor']));
    expect(looks.flatMap(({ conditions }) => conditions.map(describeCondition))).toEqual([
      ...['pv-present /dev/xvdf', 'vg-present docker', 'lv-linear docker/thinpool_tdata'],
      ...['lv-linear docker/thinpool_tmeta', 'thin-pool docker/thinpool'],
      'lv-profile docker/thinpool',
    ]);
  });

  test('never forces or answers for pvcreate, and names sizes as extents', () => {
    const argv = plan().steps.flatMap(({ action }) =>
      action.kind === 'run' ? [[action.command.program, ...action.command.args]] : [],
    );
    const pvcreate = argv.find(([program]) => program === 'pvcreate') ?? [];
    expect(pvcreate.filter((word) => /^-(y|f|ff|-yes|-force)$/.test(word))).toEqual([]);
    const sizes = argv
      .filter(([program]) => program === 'lvcreate')
      .map((words) => words[words.indexOf('-l') + 1]);
    expect(sizes).toEqual(['2431', '25']);
  });

  test('warns that the documented layout cannot extend itself, with the figures', () => {
    const [warning] = plan().warnings;
    expect(warning?.code).toBe('DM204');
    expect(warning?.why).toContain('487 extents');
    expect(warning?.why).toContain('78 extents');
    expect(plan({}, { reserveStep: true }).warnings).toEqual([]);
  });

  test('does not touch the data root where there is none, or an empty one', () => {
    const none = plan({ dataRoot: { state: 'absent', path: '/var/lib/docker' } });
    expect(none.steps.map(({ id }) => id)).not.toContain('move-data-root');
  });

  test('does not start Docker again on the way back when it was not running', () => {
    const { docker } = dockerFacts(blankHost());
    const stopped = plan({ docker: { ...docker, running: known(false), info: known(null) } });
    expect(stopped.steps.find(({ id }) => id === 'stop-docker')?.undo).toEqual([]);
    const start = stopped.steps.find(({ id }) => id === 'start-docker');
    expect(start?.undo.map(({ id }) => id)).toEqual(['undo-start-docker']);
  });

  test('gives the PVs of two disks different UUIDs', () => {
    const devices = [blankDisk('/dev/xvdf'), blankDisk('/dev/xvdg')];
    const two = plan({ devices }, { devices: ['/dev/xvdf', '/dev/xvdg'] });
    const uuids = two.steps.flatMap(({ after }) =>
      after.flatMap((condition) => (condition.kind === 'pv-present' ? [condition.uuid] : [])),
    );
    expect(new Set(uuids).size).toBe(2);
  });
});

const daemonJson = (text: string): Changes => {
  const path = '/etc/docker/daemon.json';
  return { daemonJson: { state: 'present', path, target: path, text, sha256: 'x' } };
};

const { docker } = dockerFacts(blankHost());
const root = dockerFacts(blankHost()).dataRoot as Extract<DataRoot, { state: 'present' }>;

describe.each<[situation: string, host: Changes, code: string, exitCode: number]>([
  ['somebody else than root', { euid: 1000 }, 'DM003', 4],
  ['no thin-pool target', { kernel: { release: '6', thinPool: known(false) } }, 'DM006', 5],
  [
    'a kernel that cannot be read',
    { kernel: { release: '6', thinPool: unknown('?') } },
    'DM007',
    20,
  ],
  [
    'no thin_check',
    { tools: { ...blankHost().tools, thin_check: { path: null, version: unknown('') } } },
    'DM004',
    5,
  ],
  [
    'an old lvm2',
    { tools: { ...blankHost().tools, lvm: { path: '/sbin/lvm', version: known('2.02.98') } } },
    'DM005',
    5,
  ],
  ['LVM that does not answer', { lvm: unknown('no answer') }, 'DM007', 20],
  ['Docker 26', { docker: { ...docker, version: known('26.1.5') } }, 'DM040', 20],
  ['a Docker of unknown version', { docker: { ...docker, version: unknown('?') } }, 'DM007', 20],
  [
    '--storage-driver as a flag',
    {
      docker: {
        ...docker,
        outside: known([
          { option: '--storage-driver', value: 'overlay2', source: 'docker.service ExecStart' },
        ]),
      },
    },
    'DM041',
    20,
  ],
  ['a broken daemon.json', daemonJson('{'), 'DM042', 20],
  [
    '"storage-opt" in the singular',
    daemonJson('{"storage-opt": ["dm.basesize=20G"]}'),
    'DM043',
    20,
  ],
  [
    'another pool in daemon.json',
    daemonJson('{"storage-opts": ["dm.thinpooldev=/dev/mapper/a-b"]}'),
    'DM046',
    20,
  ],
  [
    "another driver's options",
    daemonJson('{"storage-opts": ["overlay2.override_kernel_check=true"]}'),
    'DM046',
    20,
  ],
  [
    'images in the data root',
    { dataRoot: { ...root, holdings: { ...root.holdings, images: 1 } } },
    'DM044',
    20,
  ],
  [
    'a docker.bk from before',
    { dataRootBackup: { path: '/var/lib/docker.bk', exists: true } },
    'DM045',
    20,
  ],
  [
    'a profile of that name with other text',
    { profile: known({ path: '/p', text: 'x', sha256: 'x' }) },
    'DM034',
    20,
  ],
  [
    'a device that is none',
    { devices: [{ path: '/dev/xvdf', usable: false, is: 'no-device', why: 'a FIFO' }] },
    'DM024',
    20,
  ],
  [
    'a device that lsblk does not show',
    { devices: [{ path: '/dev/xvdf', usable: false, is: 'unread', why: 'lsblk failed' }] },
    'DM007',
    20,
  ],
  ['something else at /dev/docker', { groupPathTaken: known('/dev/docker') }, 'DM030', 20],
  ['a /dev that cannot be read', { groupPathTaken: unknown('?') }, 'DM007', 20],
  ['a logical volume', { devices: [blankDisk('/dev/xvdf', { type: 'lvm' })] }, 'DM023', 20],
  ['a read-only disk', { devices: [blankDisk('/dev/xvdf', { readOnly: true })] }, 'DM023', 20],
  ['a mounted disk', { devices: [blankDisk('/dev/xvdf', { mountPoints: ['/srv'] })] }, 'DM021', 20],
  [
    'a disk somebody holds open',
    { devices: [blankDisk('/dev/xvdf', { exclusivelyHeld: known(true) })] },
    'DM021',
    20,
  ],
  [
    'a disk that may be held',
    { devices: [blankDisk('/dev/xvdf', { exclusivelyHeld: unknown('?') })] },
    'DM007',
    20,
  ],
  [
    'a disk whose signatures cannot be read',
    { devices: [blankDisk('/dev/xvdf', { signatures: unknown('?') })] },
    'DM007',
    20,
  ],
  [
    'bytes without a signature',
    { devices: [blankDisk('/dev/xvdf', { firstData: known(bytes(7)) })] },
    'DM026',
    20,
  ],
  [
    'the same disk twice',
    { devices: [blankDisk('/dev/xvdf'), blankDisk('/dev/xvdf')] },
    'DM025',
    20,
  ],
])('%s', (_situation, host, code, exitCode) => {
  test(`is refused with ${code}, and nothing is planned`, () => {
    const refused = plan(host);
    expect(codes(refused)).toContain(code);
    expect(refused.refusals[0]?.exitCode).toBe(exitCode);
    expect(refused.steps).toEqual([]);
  });
});
