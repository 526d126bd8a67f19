import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../../src/model/plan/condition.ts';
import { checkConditions } from '../../../../src/observe/conditions/conditions.ts';
import { recordedHost, type Changes } from '../../../helpers/recorded-host.ts';
import type { Answer } from '../../../helpers/recording.ts';

const value = (answer: unknown): Answer => ({ value: answer });

/** The pool's node in /dev/mapper, whose holders these are. */
const held = (...holders: readonly string[]): Changes => ({
  'stat /dev/mapper/docker-thinpool': value({ kind: 'block', represents: '254:2' }),
  'stat /dev/mapper/docker-thinpool-tpool': value(null),
  'list /sys/dev/block/254:2/holders': value(holders),
  'readText /sys/class/block/dm-3/dm/name': value('docker-98:0-11674-665f9a\n'),
  'readText /sys/class/block/dm-4/dm/name': value('pool-snap-1\n'),
});

const SUSPENDED: Changes = { 'readText /sys/block/dm-2/dm/suspended': value('1\n') };

async function verdict(are: 'docker' | 'none', changes: Changes): Promise<string> {
  const { host } = recordedHost('bookworm-direct-running', changes);
  const condition: Condition = { kind: 'pool-holders', vg: 'docker', lv: 'thinpool', are };
  const [checked] = await checkConditions(host, [condition]);
  const { finding } = checked ?? { finding: { verdict: 'unknown', why: 'not checked' } as const };
  return finding.verdict === 'fails' ? finding.found : finding.verdict;
}

describe('what lies on a pool', () => {
  test('is nothing, or Docker’s own', async () => {
    expect(await verdict('none', held())).toBe('holds');
    expect(await verdict('docker', held('dm-3'))).toBe('holds');
  });

  test('is told by its name where it should not be there', async () => {
    expect(await verdict('none', held('dm-3'))).toContain('docker-98:0-11674-665f9a');
    expect(await verdict('docker', held('dm-3', 'dm-4'))).toContain('pool-snap-1');
  });

  test('is not asked for while the pool is suspended', async () => {
    expect(await verdict('none', { ...held(), ...SUSPENDED })).toBe('it is suspended');
  });
});
