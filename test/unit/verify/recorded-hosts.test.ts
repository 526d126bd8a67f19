import { describe, expect, it } from 'vitest';
import type { CheckStatus } from '../../../src/model/check.ts';
import { observeForVerify } from '../../../src/observe/host-facts.ts';
import { poolReport } from '../../../src/verify/pool-report.ts';
import { hasNoPool, verify } from '../../../src/verify/verify.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const PROBLEMS: readonly CheckStatus[] = ['warning', 'failed', 'unknown'];

/** What verify makes of fixtures/hosts/NAME. */
async function verified(name: string) {
  const facts = await observeForVerify(recordedHost(name).host);
  const { mode, checks } = verify(facts);
  const ids = (wanted: readonly CheckStatus[]) =>
    checks.filter(({ status }) => wanted.includes(status)).map(({ id }) => id);
  const found = (id: string) => checks.find((check) => check.id === id)?.found;
  return { facts, mode, problems: ids(PROBLEMS), notes: ids(['note']), found };
}

/** Docker is not enabled in the lab, and no log limit is set there. */
const OF_THE_LAB = ['reboot-docker', 'log-limits'];

describe('hosts as the lab recorded them', () => {
  it('bookworm with the documented pool has no problem, and the size is one', async () => {
    const { mode, problems, notes, found } = await verified('bookworm-direct-running');
    expect(mode).toBe('direct-lvm');
    expect(problems).toEqual([]);
    expect(notes).toEqual(['data-step', ...OF_THE_LAB]);
    expect(found('data-step')).toContain('(487 extents) needed, 312 MiB (78 extents) free');
    expect(found('data-size-agrees')).toContain('docker info 10.2 GB');
  });

  it('has no problem with Docker stopped either', async () => {
    const { problems, notes } = await verified('bookworm-direct-stopped');
    expect(problems).toEqual([]);
    expect(notes).toEqual(['docker-running', 'data-step', ...OF_THE_LAB]);
  });

  it('with an inactive pool has that one problem', async () => {
    const { facts, problems } = await verified('bookworm-direct-inactive');
    expect(problems).toEqual(['pool-active']);
    expect(poolReport(facts)).toMatchObject({ active: false, dataBytes: 10196353024 });
  });

  it('with one invalid line in the profile has that one problem', async () => {
    const { problems, found } = await verified('bookworm-bad-profile');
    expect(problems).toEqual(['autoextend-settings']);
    expect(found('autoextend-settings')).toContain('invalid');
  });

  it('on loop files is fit for testing only', async () => {
    const { facts, mode, problems } = await verified('bookworm-loop-running');
    expect(mode).toBe('loop-lvm');
    expect(problems).toEqual(['mode']);
    expect(poolReport(facts)).toMatchObject({ vg: null, dataBytes: 107374182400 });
  });

  it.each(['bookworm-blank', 'bookworm-half-lvcreate', 'bookworm-signed-disk'])(
    '%s has no pool',
    async (name) => {
      const { facts, mode } = await verified(name);
      expect(mode).toBeNull();
      expect(hasNoPool(facts)).toBe(true);
      expect(poolReport(facts)).toBeNull();
    },
  );
});
