import { describe, expect, test } from 'vitest';
import type { Plan, Step } from '../../../../src/model/plan/plan.ts';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { blankContainerdHost, containerdRequest, MAIN } from '../../../helpers/containerd-facts.ts';

const plan = (...of: Parameters<typeof blankContainerdHost>): Plan =>
  planSetupDirectLvm(blankContainerdHost(...of), containerdRequest(), {
    nonce: '0'.repeat(32),
    earlier: null,
  });

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const step = ({ steps }: Plan, id: string): Step => {
  const found = steps.find((one) => one.id === id);
  return found ?? expect.fail(`no step ${id}`);
};
const written = (made: Plan, id: string): string => {
  const { action } = step(made, id);
  if (action.kind !== 'write-file') return expect.fail(`${id} writes no file`);
  return Buffer.from(made.blobs[action.sha256] ?? '', 'base64').toString('utf8');
};

describe('a pool for containerd', () => {
  const made = plan();

  test('is active at boot before containerd is told of it', () => {
    expect(made.refusals).toEqual([]);
    const order = ids(made);
    const before = ['enable-unit', 'lvconvert', 'containerd-drop-in', 'containerd-config'];
    const places = [...before, 'restart-containerd', 'try-snapshotter'].map((id) =>
      order.indexOf(id),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    const unit = written(made, 'unit');
    expect(unit).toContain('Before=containerd.service');
    expect(unit).toContain('WantedBy=containerd.service');
  });

  test('adds one line to config.toml, which containerd reads as a copy first', () => {
    const text = written(made, 'containerd-config');
    const added = text.split('\n').filter((line) => !MAIN.text.split('\n').includes(line));
    expect(added).toEqual([expect.stringContaining('/etc/containerd/conf.d/dmctl*.toml')]);
    expect(written(made, 'containerd-copy')).toBe(text);
    expect(step(made, 'containerd-copy').action).toMatchObject({ fresh: { mode: 0o600 } });
    expect(step(made, 'containerd-config').before).toContainEqual({
      kind: 'containerd-config-same',
      program: '/usr/bin/containerd',
      config: MAIN.path,
      copy: `${MAIN.path}.dmctl`,
      cri: false,
    });
  });

  test('names itself, the size and the file system in a file of its own', () => {
    expect(written(made, 'containerd-drop-in')).toContain(
      [
        '[plugins."io.containerd.snapshotter.v1.devmapper"]',
        '  pool_name = "containerd-thinpool"',
        '  base_image_size = "10GiB"',
        '  fs_type = "ext4"',
      ].join('\n'),
    );
  });

  test('restarts containerd without it on the way back, once its files are as before', () => {
    const undo = made.steps.toReversed().flatMap((one) => one.undo.map(({ id }) => id));
    const back = ['undo-containerd-config', 'undo-containerd-drop-in', 'undo-restart-containerd'];
    const places = [...back, 'undo-snapshotter-root', 'undo-lvconvert'].map((id) =>
      undo.indexOf(id as (typeof undo)[number]),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('is never taken back while somebody else has a snapshot in it', () => {
    const [undo] = step(made, 'containerd-config').undo;
    expect(undo?.before).toContainEqual(expect.objectContaining({ kind: 'containerd-unused' }));
  });

  test('gets a config.toml of its own where there is none, and nothing to compare', () => {
    const none = plan({ config: { state: 'absent', path: MAIN.path } });
    expect(ids(none)).not.toContain('containerd-copy');
    expect(written(none, 'containerd-config')).toMatch(/^version = 2\nimports = /);
  });

  test('leaves config.toml alone where it imports the folder already', () => {
    const text = `version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n`;
    const steps = ids(plan({ config: { ...MAIN, text } }));
    expect(steps).toContain('containerd-drop-in');
    expect(steps).not.toContain('containerd-config');
  });
});
