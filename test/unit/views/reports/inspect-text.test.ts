import { describe, expect, test } from 'vitest';
import type { InspectSubject } from '../../../../src/model/facts/layers.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { inspected } from '../../../helpers/inspected.ts';
import { columnLines, treeLines } from '../../../../src/views/text.ts';

const plain = makeStyle(false, 'iec');
const RESERVE = 'dmsetup message docker-thinpool 0 reserve_metadata_snap';
const RELEASE = 'dmsetup message docker-thinpool 0 release_metadata_snap';

async function shown(host: string, subject: InspectSubject): Promise<string> {
  const { answer } = await inspected(host, subject);
  expect(answer).toMatchObject({ exitCode: 0, changed: false });
  return answer.text(plain);
}

describe.each(['bookworm-direct-layers', 'bullseye-direct-layers'])('inspect on %s', (host) => {
  test('draws disk, parts, pool, images and containers, each on what it lies on', async () => {
    const text = (await shown(host, 'pool')).replaceAll(/[0-9a-f]{12,64}/g, 'ID');
    expect(text).toMatch(/^\/dev\/xvdf {2}9\.996 GiB, physical volume of docker$/m);
    expect(text).toMatch(/^`-docker-thinpool_tdata {2}9\.496 GiB of data, \d\.\d% in use$/m);
    expect(text).toMatch(/^ {2}`-docker-thinpool {2}thin pool \(direct-lvm\), chunks of 512 KiB$/m);
    expect(text).toMatch(
      /image bb:latest \(ID\) {2}1 layer\n {4}\| `-layer ID {2}device 2, 10 GiB\n/,
    );
    expect(text).toMatch(/image web:1 \(ID\) {2}2 layers, 1 of them above\n/);
    expect(text).toMatch(/container made \(ID\) {2}exited, from bb\n/);
    expect(text).toMatch(
      /container runs \(ID\) {2}running, from web:1\n.*layer ID {2}device \d+, 10 GiB, [\d.]+ MiB mapped, 25\d:3, \/var\/lib\/docker\/devicemapper\/mnt\/ID\n/,
    );
  });

  test('takes no snapshot of the metadata for the tree', async () => {
    const { sent, started } = await inspected(host, 'pool');
    expect(sent).toEqual([]);
    expect(started.filter((call) => call.startsWith('thin_ls'))).toEqual([]);
  });

  test('has a row for each thin device, with what it takes alone and shared', async () => {
    const [head, ...rows] = (await shown(host, 'layers')).trimEnd().split('\n');
    expect(head?.split(/ {2,}/)).toEqual([
      ...['LAYER', 'CHAIN', 'KIND', 'ID', 'TXN', 'VIRTUAL', 'MAPPED', 'EXCLUSIVE', 'SHARED', 'OF'],
    ]);
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row).toMatch(/ 10 GiB +[\d.]+ MiB +[\d.]+ [KM]iB +[\d.]+ MiB /);
  });

  test('starts a fixed number of programs, of which thin_ls is one for the tables alone', async () => {
    const programs = async (subject: InspectSubject) =>
      (await inspected(host, subject)).started.map((call) => call.split(' ').slice(0, 2).join(' '));
    const tree = (await programs('pool')).sort();
    expect(tree).toEqual([
      ...['dmsetup info', 'dmsetup status', 'dmsetup status', 'dmsetup table', 'dmsetup table'],
      ...['docker info', 'lvm fullreport', 'lvmconfig --typeconfig', 'systemctl show'],
    ]);
    const table = [...tree, 'dmsetup status', `thin_ls --metadata-snap`].sort();
    expect((await programs('layers')).sort()).toEqual(table);
  });

  test('lets go of the snapshot that it takes for a table', async () => {
    expect((await inspected(host, 'layers')).sent).toEqual([RESERVE, RELEASE]);
  });

  test('has a row for each container', async () => {
    const [head, ...rows] = (await shown(host, 'containers')).trimEnd().split('\n');
    expect(head).toMatch(/^CONTAINER +NAME +STATE +IMAGE +ID +MAPPED +EXCLUSIVE +MOUNTED ON$/);
    const words = rows.map((row) => row.split(/ {2,}/).slice(1, 4)).sort();
    expect(words).toEqual([
      ['made', 'exited', 'bb'],
      ['runs', 'running', 'web:1'],
    ]);
    expect(rows.join('\n')).toMatch(/ [\d.]+ [KM]iB {2}inactive$/m);
  });
});

describe('gaps are told, never filled', () => {
  const HOST = 'bookworm-direct-layers';

  test('a snapshot that somebody else has is left to them', async () => {
    const refused = { exitCode: 1, signal: null, stdout: '', stderr: 'Device or resource busy\n' };
    const { answer, sent } = await inspected(HOST, 'layers', {
      refused: { ...refused, durationMs: 0 },
    });
    expect(sent).toEqual([RESERVE]);
    expect(answer.warnings).toMatchObject([
      { code: 'DM230', why: 'no metadata snapshot: Device or resource busy' },
    ]);
    expect(answer.text(plain)).toMatch(/^base .* 10 GiB +- +- +- +all layers$/m);
    expect(answer.data['orphans']).toEqual([]);
  });
});

test('a tree ends each branch with a corner', () => {
  const leaf = (text: string) => ({ text, below: [] });
  const tree = [{ text: 'a', below: [{ text: 'b', below: [leaf('c')] }, leaf('d')] }, leaf('e')];
  expect(treeLines(tree)).toEqual(['a', '|-b', '| `-c', '`-d', 'e']);
});

test('numbers are aligned to the right, and lines end with their last word', () => {
  const rows = [
    ['long name', '1', ''],
    ['x', '100', 'y'],
  ];
  expect(columnLines(['NAME', '>ID', 'OF'], rows)).toEqual([
    'NAME        ID  OF',
    'long name    1',
    'x          100  y',
  ]);
});
