import { describe, expect, test } from 'vitest';
import type { Request, Run } from '../../../../src/model/plan/journal.ts';
import { bytes, GIB } from '../../../../src/model/units.ts';
import type { Step } from '../../../../src/model/plan/plan.ts';
import { makePlan } from '../../../../src/plan/steps/make-plan.ts';
import { journaledResize } from '../../../../src/plan/resize/request.ts';
import { historyText, type ToldRun } from '../../../../src/views/changes/history-text.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { typedCommand } from '../../../../src/views/changes/typed-command.ts';
import { stepId } from '../../../helpers/step-id.ts';

const plain = makeStyle(false, 'iec');

const resize: Request = journaledResize({
  engine: null,
  size: { kind: 'by', size: bytes(50 * GIB) },
  metadataSize: { kind: 'to', size: bytes(1000) },
  add: ['/dev/xvdg'],
  ...{
    pvresize: false,
    keepStep: true,
    allowOvercommit: false,
    wipeSignatures: false,
    confirmed: [],
  },
});

const same = { from: bytes(GIB), to: bytes(GIB), asked: null };
const growth = { data: { ...same, to: bytes(51 * GIB) }, metadata: same, dockerInfo: null };
const parts = { command: 'resize', steps: [], refusals: [], warnings: [], layout: null, growth };

const run: Run = {
  ...{ runId: 'abc123', openedAt: '2026-01-01T00:00:00.000Z', user: 'ann', request: resize },
  plan: makePlan(parts),
  direction: 'do',
  progress: [],
  closed: { end: 'done', at: '2026-01-01T00:01:00.000Z' },
};

describe('a request as it would be typed', () => {
  test('has its sizes and disks', () => {
    expect(typedCommand(resize)).toBe('resize --add /dev/xvdg --size +50G --metadata-size 1000');
  });

  test('names the pool that was confirmed', () => {
    const options = { confirm: 'docker/thinpool', erase: false };
    const request = { command: 'teardown', devices: [], options };
    expect(typedCommand(request)).toBe('teardown --confirm docker/thinpool');
  });

  test('has a switch where it was given', () => {
    const typed = (installUnit: boolean) =>
      typedCommand({ command: 'activate', devices: [], options: { installUnit } });
    expect([typed(true), typed(false)]).toEqual(['activate --install-unit', 'activate']);
  });
});

describe('history', () => {
  test('shows who asked for what, what the run did, and where its log is', () => {
    const text = historyText([{ run, log: '/var/log/dmctl/abc123.log', kept: [] }], plain);
    expect(text).toBe(
      'abc123  2026-01-01 00:00:00Z  done           ' +
        'resize --add /dev/xvdg --size +50G --metadata-size 1000  by ann\n' +
        '        data 1 GiB -> 51 GiB; 0 steps; /var/log/dmctl/abc123.log\n',
    );
  });

  test('names no log where there is none', () => {
    expect(historyText([{ run, log: null, kept: [] }], plain)).not.toContain('.log');
  });

  const step = (id: string, title: string, undo: Step['undo'] = []): Step => ({
    ...{
      id: stepId(id),
      title,
      why: '',
      documented: null,
      risk: 'safe',
      before: [],
      after: [],
      undo,
    },
    action: { kind: 'remove-tree', path: '/x' },
  });
  const steps: readonly Step[] = [
    step('stop', 'Stop Docker', [step('undo-stop', 'Start Docker')]),
    { ...step('vgremove', 'Remove the group'), final: true },
    { ...step('pvremove-xvdf', 'Remove the physical volume on /dev/xvdf'), final: true },
  ];
  const teardown: Run = {
    ...run,
    request: {
      command: 'teardown',
      devices: [],
      options: { confirm: 'docker/pool', erase: false },
    },
    plan: makePlan({ ...parts, command: 'teardown', steps }),
    progress: ['stop', 'vgremove'].map(stepId).map((id) => ({
      ...{ step: id, direction: 'do', state: 'verified', how: 'acted', untouched: false },
    })),
    closed: { end: 'put-back', at: '2026-01-01T00:01:00.000Z' },
  };
  const givenUp: ToldRun = { run: teardown, log: null, kept: ['stop', 'vgremove'] };

  test('names what a teardown that was given up has left, and what goes on from there', () => {
    const text = historyText([givenUp], plain);
    expect(text).toContain('given up');
    expect(text).toContain('left in place: Remove the physical volume on /dev/xvdf');
    expect(text).toMatch(/\ndmctl teardown --confirm docker\/pool removes what is left\.\n$/);
    const since: Run = { ...teardown, closed: { end: 'done', at: '' } };
    const later = historyText([givenUp, { run: since, log: null, kept: [] }], plain);
    expect(later).not.toContain('removes what is left');
  });

  test('counts a step that was mended once', () => {
    const entry = { direction: 'do', state: 'verified', how: 'acted', untouched: false } as const;
    const ids = ['stop', 'stop-again', 'vgremove', 'pvremove-xvdf', 'undo-stop', 'start-again'];
    const progress = ids.map((id) => ({ ...entry, step: stepId(id) }));
    const text = historyText([{ run: { ...teardown, progress }, log: null, kept: [] }], plain);
    expect(text).toContain('3 steps, then 1 step undone');
  });

  test('says where a run stands that has not come to its end', () => {
    const cut = { ...givenUp, run: { ...teardown, closed: null }, kept: [] };
    expect(historyText([cut], plain)).toContain("2 of 3 steps; stopped after 'Remove the group'");
  });
});

test('the name of a user cannot move the cursor', () => {
  const told: ToldRun = { run: { ...run, user: 'a\u001b[2Jnn' }, log: null, kept: [] };
  expect(historyText([told], plain)).toContain('by a\\u{1b}[2Jnn');
});
