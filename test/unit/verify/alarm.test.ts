import { describe, expect, test } from 'vitest';
import { above } from '../../../src/model/plugin-range.ts';
import { alarm, type Watched } from '../../../src/verify/alarm.ts';
import { unknown } from '../../../src/model/known.ts';
import { host, withDockerDown } from '../../helpers/changed-facts.ts';
import { recordedPool } from '../../helpers/recorded-pool.ts';

const DEFAULT = { warning: null, critical: null };
const BOTH: Watched = { data: DEFAULT, metadata: DEFAULT };

const alarmOf = async (host: string, watched = BOTH) => alarm(await recordedPool(host), watched);

describe.each(['bookworm', 'bullseye'])('what a monitoring system is told on %s', (suite) => {
  test.each([
    ['direct-running', 'OK', /^data 0\.\d% used$/],
    ['direct-stopped', 'OK', /used/],
    ['docker-down', 'CRITICAL', /does not start: .*take ownership.*data root is gone\)$/],
    ['loop-running', 'OK', /used/],
    ['data-full', 'CRITICAL', /out of data space/],
    ['needs-check', 'CRITICAL', /needs_check|read-only/],
    ['pool-failed', 'CRITICAL', /has failed \(kernel status Fail\)/],
    ['direct-suspended', 'CRITICAL', /suspended/],
    ['direct-inactive', 'CRITICAL', /not active/],
    ['bad-profile', 'OK', /used/],
    ['loop-stopped', 'UNKNOWN', /is unknown/],
  ])('%s: %s', async (host, state, words) => {
    const told = await alarmOf(`${suite}-${host}`);
    expect(told, JSON.stringify(told)).toMatchObject({ state });
    expect(told?.said[0]).toMatch(words);
  });

  test('a host without a pool has nothing to tell', async () => {
    expect(await alarmOf(`${suite}-blank`)).toBeNull();
  });

  test('the limits stand 10 and 5 percent before Docker refuses', async () => {
    const told = await alarmOf(`${suite}-direct-running`);
    expect(told?.figures.map(({ label, warning, critical }) => [label, warning, critical])).toEqual(
      [
        ['data', above(80), above(85)],
        ['metadata', above(80), above(85)],
      ],
    );
  });

  test('limits of one’s own count, for the part they are given for', async () => {
    const limits = { warning: above(0), critical: above(99) };
    const told = await alarmOf(`${suite}-direct-running`, { metadata: limits });
    expect(told).toMatchObject({ state: 'WARNING', figures: [{ label: 'metadata' }] });
    expect(told?.said.join()).not.toContain('data 0');
  });
});

test('a Docker that failed is critical, since nothing starts it again; one that was stopped is not', () => {
  expect(alarm(host(withDockerDown('failed')), BOTH)).toMatchObject({
    state: 'CRITICAL',
    said: ['docker.service, docker.socket failed', 'data 1% used', 'metadata 10.1% used'],
  });
  expect(alarm(host(withDockerDown('inactive')), BOTH)?.state).toBe('OK');
});

test('what LVM does not say is told once, however many checks need it', () => {
  const told = alarm(host({ lvm: unknown('lvm fullreport ended with 5') }), BOTH);
  const reasons = told?.said.filter((said) => said.includes('lvm fullreport')) ?? [];

  expect(told?.state).toBe('UNKNOWN');
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatch(/\(and \d+ more checks\): unknown: lvm fullreport ended with 5$/);
});
