import { describe, expect, test } from 'vitest';
import { bootUnitText } from '../../../../src/lvm/boot-unit.ts';
import { known } from '../../../../src/model/known.ts';
import type { Plan } from '../../../../src/model/plan/plan.ts';
import { planTeardown } from '../../../../src/plan/teardown/teardown.ts';
import { withUnit } from '../../../helpers/changed-facts.ts';
import { teardownSite, type Different } from '../../../helpers/teardown-site.ts';

const plan = (different: Different = {}): Plan => planTeardown(teardownSite(different));
const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const notes = ({ warnings }: Plan): readonly string[] => warnings.map(({ code }) => code);

describe('the boot unit in the plan of a teardown', () => {
  test('leaves a unit alone that was changed, and says so', () => {
    const changed = plan({ ownUnits: new Set() });
    expect(ids(changed).filter((id) => id.includes('unit'))).toEqual([]);
    expect(notes(changed)).toContain('DM221');
  });

  test('leaves the unit of another pool alone, whoever wrote it', () => {
    const other = bootUnitText({
      ...{ vg: 'other', lv: 'pool', dmName: 'other-pool', pvUuids: [] },
      ...{ lvm: '/usr/sbin/lvm', dmsetup: '/usr/sbin/dmsetup' },
      engine: { title: 'Docker', unit: 'docker.service', bootUnit: 'dmctl-activate.service' },
    });
    const kept = plan({ facts: withUnit({ text: other }) });
    expect(ids(kept).filter((id) => id.includes('unit'))).toEqual([]);
    expect(notes(kept)).not.toContain('DM221');
  });

  test('removes what docker.service wanted together with its folder, where the setup made that', () => {
    const folder = '/etc/systemd/system/docker.service.wants';
    const made = plan({
      record: { folders: [folder] },
      ground: { folders: known(new Map([[folder, ['dmctl-activate.service']]])) },
    });
    const ofUnit = ids(made).filter((id) => id.includes('unit'));
    expect(ofUnit).toEqual(['disable-unit', 'unit', 'unit-directory']);
  });
});
