import { dockerFacts } from '../../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { known } from '../../../../../src/model/known.ts';
import type { Plan } from '../../../../../src/model/plan/plan.ts';
import { blankHost } from '../../../../helpers/blank-host.ts';
import { onBlank } from '../../../../helpers/loop-lvm.ts';

const { docker } = dockerFacts(blankHost());
const BEFORE_17_07 = { docker: { ...docker, info: known(null), version: known('17.06.2') } };

/** daemon.json as the plan would write it. */
function written(plan: Plan): unknown {
  const action = plan.steps.find(({ id }) => id === 'daemon-json')?.action;
  if (action?.kind !== 'write-file') throw new Error('the plan writes no daemon.json');
  return JSON.parse(Buffer.from(plan.blobs[action.sha256] ?? '', 'base64').toString());
}

describe('a plan of loop-lvm', () => {
  test('has a Docker before 17.07 remove busy devices later, as newer ones do by themselves', () => {
    expect(written(onBlank({}, BEFORE_17_07))).toEqual({
      'storage-driver': 'devicemapper',
      'storage-opts': ['dm.use_deferred_removal=true', 'dm.use_deferred_deletion=true'],
    });
  });

  test('leaves that to the request where it says so itself', () => {
    const plan = onBlank({ storageOptions: ['dm.use_deferred_deletion=false'] }, BEFORE_17_07);
    expect(written(plan)).toMatchObject({ 'storage-opts': ['dm.use_deferred_deletion=false'] });
  });
});
