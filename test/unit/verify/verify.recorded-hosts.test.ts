import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckStatus } from '../../../src/model/check.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { poolReport } from '../../../src/pool/pool-report.ts';
import { hasNoPool, verify } from '../../../src/verify/verify.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const PROBLEMS: readonly CheckStatus[] = ['warning', 'failed', 'unknown'];

const HOSTS = readdirSync(join(import.meta.dirname, '../../../fixtures/hosts'));

/** The recordings of one state, on every release that has one. */
const inState = (state: string): readonly string[] =>
  HOSTS.filter((name) => name.endsWith(`-${state}`));

/** What verify makes of fixtures/hosts/NAME. */
async function verified(name: string) {
  const facts = await observeForVerify(recordedHost(name).host, 'docker');
  const { mode, checks } = verify(facts);
  const ids = (wanted: readonly CheckStatus[]) =>
    checks.filter(({ status }) => wanted.includes(status)).map(({ id }) => id);
  const found = (id: string) => checks.find((check) => check.id === id)?.found;
  return { facts, mode, problems: ids(PROBLEMS), notes: ids(['note']), found };
}

/** Docker is not enabled in the lab, and no log limit is set there. */
const OF_THE_LAB = ['reboot-docker', 'log-limits'];

describe('hosts as the lab recorded them', () => {
  it('are of every state', () => {
    for (const state of ['direct-running', 'direct-inactive', 'loop-running', 'blank']) {
      expect(inState(state), state).not.toEqual([]);
    }
  });

  it.each(inState('direct-running'))('%s has no problem, and the size is one', async (name) => {
    const { mode, problems, notes, found } = await verified(name);
    expect(mode).toBe('direct-lvm');
    expect(problems).toEqual([]);
    expect(notes).toEqual(['data-step', 'reboot-unit', ...OF_THE_LAB]);
    expect(found('data-step')).toContain('(487 extents) needed, 312 MiB (78 extents) free');
    expect(found('data-size-agrees')).toContain('docker info 10.2 GB');
  });

  it.each(inState('direct-stopped'))('%s has no problem either', async (name) => {
    const { problems, notes } = await verified(name);
    expect(problems).toEqual([]);
    expect(notes).toEqual(['docker-running', 'data-step', 'reboot-unit', ...OF_THE_LAB]);
  });

  it.each(inState('direct-inactive'))('%s has that one problem', async (name) => {
    const { facts, problems } = await verified(name);
    expect(problems).toEqual(['pool-active']);
    expect(poolReport(facts)).toMatchObject({ active: false, dataBytes: 10196353024 });
  });

  it.each(inState('bad-profile'))('%s has that one problem: an invalid line', async (name) => {
    const { problems, found } = await verified(name);
    expect(problems).toEqual(['autoextend-settings']);
    expect(found('autoextend-settings')).toContain('invalid');
  });

  it.each(inState('loop-running'))('%s is fit for testing only', async (name) => {
    const { facts, mode, problems, notes } = await verified(name);
    expect(mode).toBe('loop-lvm');
    expect(problems).toEqual([]);
    expect(notes).toEqual(['mode', ...OF_THE_LAB]);
    expect(poolReport(facts)).toMatchObject({ vg: null, dataBytes: 107374182400 });
  });

  it.each(['blank', 'half-lvcreate', 'signed-disk'].flatMap(inState))(
    '%s has no pool',
    async (name) => {
      const { facts, mode } = await verified(name);
      expect(mode).toBeNull();
      expect(hasNoPool(facts)).toBe(true);
      expect(poolReport(facts)).toBeNull();
    },
  );
});
