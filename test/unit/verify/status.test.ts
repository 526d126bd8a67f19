import { describe, expect, test } from 'vitest';
import { statusOf } from '../../../src/verify/status.ts';
import type { Changes } from '../../helpers/engine.ts';
import { host, withDockerDown, withSettings, withStatus } from '../../helpers/changed-facts.ts';

const TWO_FORMS = withSettings({ 'storage-opts': ['dm.thinpooldev=/dev/docker/thinpool'] });

const codes = (...changes: readonly Changes[]): readonly string[] =>
  statusOf(host(...changes)).problems.map(({ code }) => code);

describe('the problems of dmctl status', () => {
  test('begin with the known cause where Docker is down', () => {
    expect(codes(withDockerDown('failed'), TWO_FORMS)).toEqual(['DM152', 'DM100']);
    expect(statusOf(host(withDockerDown('failed'), TWO_FORMS)).next).toMatch(/dm.thinpooldev=/);
  });

  test('begin with the pool while Docker runs on it: what is configured matters at its next start', () => {
    const full = withStatus({ mode: 'out_of_data_space' });

    expect(codes(full, TWO_FORMS).at(-1)).toBe('DM152');
    expect(codes(full, TWO_FORMS)).not.toHaveLength(1);
  });
});
