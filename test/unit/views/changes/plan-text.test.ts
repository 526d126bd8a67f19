import { describe, expect, test } from 'vitest';
import { planSetupDirectLvm } from '../../../../src/plan/setup/direct-lvm.ts';
import { planJson } from '../../../../src/views/changes/plan-json.ts';
import { planText } from '../../../../src/views/changes/plan-text.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { blankHost, documentedRequest } from '../../../helpers/blank-host.ts';

const plain = makeStyle(false, 'iec');

describe('a plan shown to a person', () => {
  const plan = planSetupDirectLvm(blankHost(), documentedRequest(), { nonce: 'n', earlier: null });

  test('numbers its steps, shows their commands and ends with the fact that nothing changed', () => {
    const text = planText(plan, plain);
    expect(text).toContain(`  4. Create volume group docker\n     $ vgcreate --addtag dmctl`);
    expect(text).toContain('destroys existing data');
    expect(text).toMatch(/\nNothing was changed: this was a dry run\.\n$/);
  });

  test('shows how the volume group is divided up, in the units asked for', () => {
    expect(planText(plan, plain)).toMatch(/ {2}spare +100 MiB +25 extents/);
    expect(planText(plan, makeStyle(false, 'bytes'))).toMatch(/ {2}spare +104857600 B +25 extents/);
    expect(planText(plan, plain)).toContain('note DM204: ');
  });

  test('has colour only where it is wanted', () => {
    const escape = String.fromCharCode(27);
    expect(planText(plan, plain)).not.toContain(escape);
    expect(planText(plan, makeStyle(true, 'iec'))).toContain(`${escape}[1m`);
  });

  test('has in JSON the argv of programs, the paths of files, and no file content', () => {
    const json = planJson(plan, () => 'planned');
    expect(json['steps']).toContainEqual(
      expect.objectContaining({
        id: 'vgcreate',
        kind: 'run',
        risk: 'reversible',
        state: 'planned',
      }),
    );
    expect(json['steps']).toContainEqual(
      expect.objectContaining({ kind: 'write-file', path: '/etc/docker/daemon.json' }),
    );
    expect(JSON.stringify(json)).not.toContain('use_deferred');
    expect(json['layout']).toMatchObject({ extentBytes: 4194304, spareBytes: 104857600 });
  });
});
