import { dockerFacts } from '../../../../../src/docker/engine.ts';
import { describe, expect, test } from 'vitest';
import { known, read, unreadable } from '../../../../../src/model/known.ts';
import type { LoopFile, LoopPool } from '../../../../../src/model/facts/loop-pool.ts';
import type { Plan } from '../../../../../src/model/plan/plan.ts';
import { bytes, GIB, TIB } from '../../../../../src/model/units.ts';
import { observeForVerify } from '../../../../../src/observe/host-facts.ts';
import { observeLoopPool } from '../../../../../src/observe/docker/loop-lvm/pool.ts';
import { resizeRefusals } from '../../../../../src/plan/resize/refusals.ts';
import type { LoopResizeSite } from '../../../../../src/plan/resize/loop-lvm/site.ts';
import { planResizeLoopLvm } from '../../../../../src/plan/resize/loop-lvm/loop-lvm.ts';
import type { ResizeRequest } from '../../../../../src/plan/resize/request.ts';
import { findPool } from '../../../../../src/pool/found-pool.ts';
import { planScript } from '../../../../../src/views/script/script.ts';
import { recordedHost } from '../../../../helpers/recorded-host.ts';
import { changed as changedFacts } from '../../../../helpers/engine.ts';

const to = (gib: number): ResizeRequest['size'] => ({ kind: 'to', size: bytes(gib * GIB) });

const request = (change: Partial<ResizeRequest>): ResizeRequest => ({
  engine: null,
  size: null,
  metadataSize: null,
  add: [],
  pvresize: false,
  keepStep: false,
  allowOvercommit: true,
  wipeSignatures: false,
  confirmed: [],
  ...change,
});

/** What a recorded host shows of its pool on loop files. */
async function siteOf(name: string, asked: Partial<ResizeRequest>): Promise<LoopResizeSite> {
  const { host } = recordedHost(name);
  const facts = await observeForVerify(host, 'docker');
  const pool = findPool(facts);
  if (pool.kind !== 'named') throw new Error('no pool');
  const loop = await observeLoopPool(host, pool.name, facts);
  return { facts, request: request(asked), pool, loop };
}

/** The same before anybody grew a file. */
async function fresh(name: string, asked: Partial<ResizeRequest>): Promise<LoopResizeSite> {
  const site = await siteOf(name, asked);
  return changed(site, (file) => {
    const size = bytes(Math.min(file.size, 100 * GIB));
    return { ...file, size, loop: file.loop === null ? null : { ...file.loop, size } };
  });
}

function changed(site: LoopResizeSite, change: (file: LoopFile) => LoopFile): LoopResizeSite {
  const { loop } = site;
  if (!loop.known) throw new Error('no loop pool');
  const { data, metadata } = loop.value;
  if (!data.ok || !metadata.ok) throw new Error('no loop files');
  const files = { data: read(change(data.value)), metadata: read(change(metadata.value)) };
  return { ...site, loop: known({ ...loop.value, ...files }) };
}

function withPool(site: LoopResizeSite, change: Partial<LoopPool>): LoopResizeSite {
  const { loop } = site;
  if (!loop.known) throw new Error('no loop pool');
  return { ...site, loop: known({ ...loop.value, ...change }) };
}

const idsOf = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const codesOf = ({ refusals }: Plan) => refusals.map(({ code, exitCode }) => [code, exitCode]);

describe.each(['bullseye', 'bookworm'])('resize on loop-lvm, %s', (suite) => {
  const running = `${suite}-loop-half-loaded`;
  const stopped = `${suite}-loop-files`;

  test('given data and metadata, one reload and one resume after both files', async () => {
    const plan = planResizeLoopLvm(await fresh(running, { size: to(200), metadataSize: to(4) }));
    expect(idsOf(plan)).toEqual([
      ...['grow-data-file', 'losetup-data', 'grow-metadata-file', 'losetup-metadata'],
      ...['reload', 'resume'],
    ]);
    const last = plan.steps.at(-1);
    expect(last?.action).toMatchObject({
      kind: 'swap-table',
      swap: {
        saved: '0 209715200 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing',
        wanted: '0 419430400 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing',
        dataBlocks: 3276800,
        metadataBlocks: 1048576,
      },
      resume: { args: ['resume', expect.stringMatching(/^docker-.*-pool$/) as string] },
      reload: {
        saved: {
          args: expect.arrayContaining([
            '0 209715200 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing',
          ]) as string[],
        },
        wanted: {
          args: expect.arrayContaining([
            '0 419430400 thin-pool 7:1 7:0 128 32768 1 skip_block_zeroing',
          ]) as string[],
        },
      },
    });
    expect(plan.steps.filter(({ final }) => final !== true).map(({ id }) => id)).toEqual([
      'reload',
    ]);
    expect(last?.after).toContainEqual(expect.objectContaining({ data: 200 * GIB }));
    expect(plan.warnings.map(({ code }) => code)).toEqual(['DM061']);
  });

  test('given metadata alone, the same table is loaded again', async () => {
    const plan = planResizeLoopLvm(await fresh(running, { metadataSize: to(4) }));
    expect(idsOf(plan)).toEqual(['grow-metadata-file', 'losetup-metadata', 'reload', 'resume']);
    const action = plan.steps.at(-1)?.action;
    expect(action?.kind === 'swap-table' && action.swap.saved === action.swap.wanted).toBe(true);
  });

  test('given a file and a loop device that are large enough, the table alone', async () => {
    expect(idsOf(planResizeLoopLvm(await siteOf(running, { size: to(200) })))).toEqual([
      'reload',
      'resume',
    ]);
  });

  test('given the size it has, nothing', async () => {
    const plan = planResizeLoopLvm(await fresh(running, { size: to(100), metadataSize: to(2) }));
    expect(plan).toMatchObject({ steps: [], refusals: [], warnings: [] });
  });

  test('given Docker stopped, the files alone, and a word on its next start', async () => {
    const plan = planResizeLoopLvm(await fresh(stopped, { size: to(200), metadataSize: to(4) }));
    expect(idsOf(plan)).toEqual(['grow-data-file', 'grow-metadata-file']);
    expect(plan.warnings.map(({ code }) => code)).toEqual(['DM061', 'DM062']);
    expect(plan.steps[0]?.before[0]).toMatchObject({ kind: 'units', active: false });
  });

  test('given more than there is room for, by how much', async () => {
    const site = await fresh(running, { size: to(200), allowOvercommit: false });
    const plan = planResizeLoopLvm(site);
    expect(codesOf(plan)).toEqual([['DM061', 23]]);
    expect(plan.steps).toEqual([]);
    const roomy = changed(site, (file) => ({ ...file, free: bytes(TIB) }));
    expect(planResizeLoopLvm(roomy)).toMatchObject({ refusals: [], warnings: [] });
  });

  test.each([
    ['less data', { size: to(50) }, 'DM035'],
    ['less metadata', { metadataSize: to(1) }, 'DM035'],
    ['more than the chunks address', { size: to(17 * 1024) }, 'DM033'],
    ['more metadata than the kernel uses', { metadataSize: to(16) }, 'DM033'],
    ['more data than the metadata maps', { size: to(4096) }, 'DM033'],
  ])('given %s, a refusal', async (_, asked, code) => {
    const plan = planResizeLoopLvm(await fresh(running, asked));
    expect(codesOf(plan)).toEqual([[code, 20]]);
    expect(plan.steps).toEqual([]);
  });

  test('given enough metadata in the same command, more data', async () => {
    const plan = planResizeLoopLvm(await fresh(running, { size: to(4096), metadataSize: to(4) }));
    expect(plan.refusals).toEqual([]);
  });

  test('given a metadata file that is larger by hand than what is asked, what to ask for', async () => {
    const site = changed(await fresh(running, { metadataSize: to(4) }), (file) => ({
      ...file,
      size: bytes(8 * GIB),
    }));
    const plan = planResizeLoopLvm(site);
    expect(codesOf(plan)).toEqual([['DM060', 20]]);
    expect(plan.refusals[0]?.fix[0]).toContain(`--metadata-size ${String(8 * GIB)}`);
  });

  test('given a file that is not what it should be, or a pool of another data root, nothing', async () => {
    const site = await siteOf(running, { size: to(300) });
    const lost = withPool(site, { data: unreadable('it was deleted') });
    expect(codesOf(planResizeLoopLvm(lost))).toEqual([['DM060', 20]]);
    const docker = { ...dockerFacts(site.facts).docker, running: known(false) };
    const other = { ...site, facts: changedFacts(site.facts, { docker }) };
    expect(codesOf(planResizeLoopLvm(withPool(other, { ownName: 'docker-1:1-1-pool' })))).toEqual([
      ['DM060', 20],
    ]);
    expect(codesOf(planResizeLoopLvm(withPool(site, { table: null })))).toEqual([['DM060', 20]]);
  });

  test('given a pool with a table that waits, the state and the way out', async () => {
    const refusals = resizeRefusals(await siteOf(running, { size: to(200) }));
    expect(refusals).toMatchObject([{ code: 'DM113', exitCode: 20 }]);
    expect(refusals[0]?.fix.join()).toContain('dmsetup clear docker-98:0-');
  });

  test('as a script never cuts a file, and brings a pool that hangs back', async () => {
    const script = planScript(planResizeLoopLvm(await fresh(running, { size: to(200) })));
    expect(script).toContain(`truncate -c -s '>214748364800' -- /var/lib/docker/`);
    expect(script).toMatch(/swap_table docker-98:0-\d+-pool '0 209715200 thin-pool/);
    expect(script).toContain(
      'is_loop 7:0 /var/lib/docker/devicemapper/devicemapper/data 214748364800',
    );
  });
});
