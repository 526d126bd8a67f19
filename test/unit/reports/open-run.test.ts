import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import type { Host } from '../../../src/model/host.ts';
import { checkPool } from '../../../src/reports/check.ts';
import { inspect } from '../../../src/reports/inspect.ts';
import { showMetrics } from '../../../src/reports/metrics.ts';
import { showStatus } from '../../../src/reports/status.ts';
import { verifyHost } from '../../../src/reports/verify.ts';
import type { Check } from '../../../src/model/check.ts';
import type { Answer } from '../../../src/views/answer.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { freshPlace, placeWithInterruptedRun, type Place } from '../../helpers/interrupted-run.ts';
import { recordedHost } from '../../helpers/recorded-host.ts';

const real = createHost();
const said = (answer: Answer): string => answer.text(makeStyle(false, 'iec'));

/** A recorded host whose runs and lock are in a real folder. */
function hostAt({ root, parts }: Place, recording: string) {
  const { host: recorded, started } = recordedHost(recording);
  const isReal = (path: string): boolean =>
    path.startsWith(root) || path.startsWith(`/proc/${String(process.pid)}/`);
  const at = (path: string): Host => (isReal(path) ? real : recorded);
  const reader: Host = {
    ...recorded,
    list: (path) => at(path).list(path),
    lstat: (path) => at(path).lstat(path),
    stat: (path) => at(path).stat(path),
    readText: (path) => at(path).readText(path),
    readBytes: (path) => at(path).readBytes(path),
  };
  return { parts: { ...parts, host: reader, reader }, started };
}

const WATCHED = { data: { warning: null, critical: null } };
const NAME = 'run abc123 (setup direct-lvm /dev/xvdf)';
const UNFINISHED = `${NAME} is unfinished, stopped in 'Write fresh'`;
const checkOf = (answer: Answer): Check | undefined =>
  (answer.data['checks'] as readonly Check[]).find(({ id }) => id === 'run-finished');

describe('after a run was interrupted', () => {
  test('verify fails, and status and inspect say so first, with a healthy pool', async () => {
    const { parts } = hostAt(await placeWithInterruptedRun(), 'bookworm-direct-layers');
    const verified = await verifyHost(parts, { verbose: false, probe: false });
    expect(verified.exitCode).toBe(11);
    expect(checkOf(verified)).toMatchObject({ status: 'failed', code: 'DM054', found: UNFINISHED });
    for (const answer of [verified, await showStatus(parts)]) {
      expect(said(answer)).toMatch(`note DM054: ${UNFINISHED}\n  why:   started by root at `);
      expect(said(answer).indexOf('note DM054')).toBe(0);
      expect(answer.warnings[0]).toMatchObject({ code: 'DM054', message: UNFINISHED });
    }
    const status = await showStatus(parts);
    expect(status.data['next']).toBe('dmctl resume, or dmctl rollback');
    expect(status.data['problems']).toContainEqual(checkOf(verified));
  });

  test('"no pool" is not all that is said, and no other setup is suggested', async () => {
    const { parts } = hostAt(await placeWithInterruptedRun(), 'bookworm-blank');
    const [status, looked] = [await showStatus(parts), await inspect(parts, 'pool')];
    for (const answer of [status, looked]) {
      expect(answer).toMatchObject({ exitCode: 6, warnings: [{ code: 'DM054' }] });
      expect(said(answer)).toContain(UNFINISHED);
      expect(answer.failures[0]?.code).toBe('DM103');
      expect(answer.failures[0]?.fix.join()).toMatch(/dmctl resume.*dmctl rollback/);
    }
    expect(await verifyHost(parts, { verbose: false, probe: false })).toMatchObject({
      exitCode: 11,
      failures: [],
    });
  });

  test('check is critical, with and without a pool', async () => {
    for (const host of ['bookworm-blank', 'bookworm-direct-running']) {
      const { parts } = hostAt(await placeWithInterruptedRun(), host);
      const answer = await checkPool(parts, WATCHED);
      expect(answer).toMatchObject({ exitCode: 2, warnings: [{ code: 'DM054' }] });
      expect(said(answer)).toMatch(/^DMCTL CRITICAL - .*run abc123 .* is unfinished/);
    }
  });

  test('the metrics have it, even where the pool could not be observed', async () => {
    for (const [host, up] of [
      ['bookworm-blank', 0],
      ['bookworm-direct-layers', 1],
    ] as const) {
      const { parts } = hostAt(await placeWithInterruptedRun(), host);
      const text = said(await showMetrics(parts, null));
      expect(text).toContain(`\ndmctl_up ${String(up)}\n`);
      expect(text).toContain('\ndmctl_unfinished_run 1\n');
    }
  });

  test('to see that, no more processes are started', async () => {
    const started = async (place: Place) => {
      const here = hostAt(place, 'bookworm-direct-running');
      await verifyHost(here.parts, { verbose: false, probe: false });
      return here.started;
    };
    expect(await started(await placeWithInterruptedRun())).toEqual(
      await started(await freshPlace()),
    );
  });

  test('a lock file that names a process which does not hold it means nothing', async () => {
    const place = await placeWithInterruptedRun();
    const { pid } = process;
    const holder = { pid, command: 'setup', user: 'root', since: '2026-01-01T00:00:00Z' };
    writeFileSync(place.parts.lockPath, `${JSON.stringify(holder)}\n`);
    const { parts } = hostAt(place, 'bookworm-direct-running');
    expect(checkOf(await verifyHost(parts, { verbose: false, probe: false }))?.status).toBe(
      'failed',
    );
  });
});

test('a run that is being carried out is named, and is no problem', async () => {
  const place = await placeWithInterruptedRun();
  const holder = { pid: process.pid, command: 'resume', user: 'root', since: '' };
  const lock = await real.lock(place.parts.lockPath, holder, 0);
  const { parts } = hostAt(place, 'bookworm-direct-running');
  const running = `${NAME} is being carried out (pid ${String(process.pid)})`;
  const [verified, checked] = [
    await verifyHost(parts, { verbose: false, probe: false }),
    await checkPool(parts, WATCHED),
  ];
  const metrics = await showMetrics(parts, null);
  if (lock.held) await lock.release();
  expect(lock.held).toBe(true);
  expect(checkOf(verified)).toMatchObject({ status: 'note', code: 'DM053', found: running });
  expect(said(verified)).toMatch(/^note DM053: /);
  const without = await checkPool(
    hostAt(await freshPlace(), 'bookworm-direct-running').parts,
    WATCHED,
  );
  expect(said(checked)).toContain(running);
  expect(checked.exitCode).toBe(without.exitCode);
  expect(said(metrics)).toContain('\ndmctl_unfinished_run 0\n');
});

test('without a run on record, or after one that ended, all is said as before', async () => {
  const { parts } = hostAt(await freshPlace(), 'bookworm-direct-running');
  const verified = await verifyHost(parts, { verbose: true, probe: false });
  expect(checkOf(verified)).toMatchObject({ status: 'ok', fix: [] });
  expect(verified.warnings).toEqual([]);
  expect(said(verified)).toContain('no run of dmctl is unfinished: all have ended');
  expect(said(await showMetrics(parts, null))).toContain('\ndmctl_unfinished_run 0\n');
});

describe('journals that cannot be read end no command that only reads', () => {
  const spoil: readonly (readonly [string, 'DM055' | 'DM058', (place: Place) => void])[] = [
    [
      'open to others',
      'DM058',
      ({ parts }) => {
        chmodSync(parts.stateDir, 0o755);
      },
    ],
    [
      'damaged',
      'DM055',
      ({ parts }) => {
        appendFileSync(`${parts.stateDir}/runs/abc123/journal.jsonl`, 'no record\nand more\n');
      },
    ],
  ];

  test.each(spoil)('%s: verify says unknown, the metrics leave it out', async (_, code, spoilt) => {
    const place = await placeWithInterruptedRun();
    spoilt(place);
    const { parts } = hostAt(place, 'bookworm-direct-layers');
    const verified = await verifyHost(parts, { verbose: false, probe: false });
    expect(verified).toMatchObject({ exitCode: 11, warnings: [{ code }] });
    expect(checkOf(verified)).toMatchObject({ status: 'unknown', code });
    expect(await showStatus(parts)).toMatchObject({ exitCode: 0, warnings: [{ code }] });
    expect(said(await checkPool(parts, WATCHED))).toContain(
      'whether a run is unfinished is unknown',
    );
    const metrics = said(await showMetrics(parts, null));
    expect(metrics).toContain('\ndmctl_up 1\n');
    expect(metrics).not.toContain('dmctl_unfinished_run');
  });
});
