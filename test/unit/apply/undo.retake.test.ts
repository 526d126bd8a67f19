import { describe, expect, test } from 'vitest';
import type { Look } from '../../../src/apply/look.ts';
import { stepsToRetake } from '../../../src/apply/undo.ts';
import { fails, holds, type Condition } from '../../../src/model/plan/condition.ts';
import type { Step } from '../../../src/model/plan/plan.ts';
import { planSetupDirectLvm } from '../../../src/plan/setup/direct-lvm.ts';
import { blankHost, documentedRequest } from '../../helpers/blank-host.ts';

const plan = planSetupDirectLvm(blankHost(), documentedRequest(), { nonce: 'n', earlier: null });

const upTo = (id: string): readonly Step[] =>
  plan.steps.slice(0, plan.steps.findIndex((step) => step.id === id) + 1);

/** A host on which everything holds but what `failing` picks. */
const lookWhere =
  (failing: (condition: Condition) => boolean): Look =>
  (conditions) =>
    Promise.resolve(
      conditions.map((condition) => ({
        condition,
        finding: failing(condition) ? fails('not so') : holds,
      })),
    );

const ids = (steps: readonly Step[]): readonly string[] => steps.map(({ id }) => id);

describe('a run taken up again', () => {
  test('stops Docker again when a reboot has started it', async () => {
    const rebooted = lookWhere(({ kind }) => kind === 'units');
    expect(ids(await stepsToRetake(rebooted, upTo('move-data-root'), 'do'))).toEqual([
      'stop-docker',
    ]);
  });

  test('takes nothing again while Docker is still stopped', async () => {
    expect(
      await stepsToRetake(
        lookWhere(() => false),
        upTo('move-data-root'),
        'do',
      ),
    ).toEqual([]);
  });

  test('takes nothing again that lasts, though a later step has used it up', async () => {
    const converted = lookWhere(({ kind }) => kind === 'lv-linear');
    expect(await stepsToRetake(converted, upTo('lvcreate-metadata'), 'do')).toEqual([]);
  });

  test('leaves Docker alone when what its stop starts from is gone', async () => {
    const changed = lookWhere(({ kind }) => kind === 'units' || kind === 'file');
    expect(await stepsToRetake(changed, upTo('move-data-root'), 'do')).toEqual([]);
  });
});
