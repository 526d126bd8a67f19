import { describe, expect, test } from 'vitest';
import { statusOf } from '../../../../src/verify/status.ts';
import { rateText, statusLine, statusText } from '../../../../src/views/reports/status-text.ts';
import { makeStyle } from '../../../../src/views/style.ts';
import { recordedPool } from '../../../helpers/recorded-pool.ts';

const plain = makeStyle(false, 'iec');

const statusOn = async (host: string) => statusOf(await recordedPool(host));

const screenOn = async (host: string): Promise<string> => statusText(await statusOn(host), plain);

describe.each(['bookworm', 'bullseye'])('one screen of a pool on %s', (suite) => {
  test('that is well: figures of LVM and of Docker, growth, and what may be done', async () => {
    const screen = await screenOn(`${suite}-direct-running`);
    expect(screen).toMatch(
      /^docker-thinpool {2}direct-lvm, volume group docker {2}on \/dev\/xvdf$/m,
    );
    expect(screen).toMatch(
      /^ {2}data +\[-+\|-+\] +0\.\d% of 9\.496 GiB\n {18}docker info: [\d.]+ MB of 10\.2 GB$/m,
    );
    expect(screen).toMatch(/^ {2}auto-extension {2}above 80%, by 20%; no room: 1\.\d+ GiB needed/m);
    expect(screen).toMatch(/^ {2}monitoring {6}monitored$/m);
    expect(screen).toMatch(/^ {2}Docker +20\.10\.\S+, runs on the pool; \/var\/lib\/docker$/m);
    expect(screen).toMatch(/^ {2}health +healthy$/m);
    expect(screen).toMatch(/^ {2}next +before it fills up: dmctl resize --add DEVICE$/m);
  });

  test.each([
    ['direct-stopped', /not running/],
    ['direct-inactive', /health +the pool is not active[\s\S]*next +lvchange -ay docker\/thinpool/],
    ['direct-suspended', /health +[\s\S]*suspended/],
    ['data-full', /health +the pool is out of data space[\s\S]*next +dmctl resize --add DEVICE/],
    ['needs-check', /health +[\s\S]*(needs_check|read-only)/],
    ['pool-failed', /health +the pool has failed/],
    ['loop-running', /loop-lvm {2}on \/var\/lib\/docker\/devicemapper\/devicemapper\/data/],
    ['loop-stopped', /pool unknown/],
  ])('%s', async (host, words) => {
    expect(await screenOn(`${suite}-${host}`)).toMatch(words);
  });

  test('fits on a terminal', async () => {
    for (const host of ['direct-running', 'data-full', 'loop-running']) {
      const lines = (await screenOn(`${suite}-${host}`)).split('\n');
      expect(lines.length).toBeLessThan(24);
      const [, ...rest] = lines;
      const figures = rest.filter((line) => !/^ {2}(health|next) /.test(line));
      expect(figures.filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

test('a look is one plain line off a terminal', async () => {
  const at = '2026-01-01T00:00:00.000Z';
  const rate = { bytesPerSecond: 1024, secondsLeft: 60 };
  expect(statusLine(at, await statusOn('bookworm-direct-running'), rate, plain)).toMatch(
    /^2026-01-01T00:00:00\.000Z {2}docker-thinpool {2}data 0\.\d\d% {2}metadata [\d.]+% {2}\+1 KiB\/s, full in 1 min {2}ok\n$/,
  );
});

test.each([
  [{ bytesPerSecond: 0.2, secondsLeft: 1e9 }, 'steady'],
  [{ bytesPerSecond: -2048, secondsLeft: null }, '-2 KiB/s'],
  [{ bytesPerSecond: 2048, secondsLeft: 59 }, '+2 KiB/s, full in 59 s'],
  [{ bytesPerSecond: 2048, secondsLeft: 3660 }, '+2 KiB/s, full in 1 h 1 min'],
  [{ bytesPerSecond: 2048, secondsLeft: 276_000 }, '+2 KiB/s, full in 3 d 4 h'],
  [{ bytesPerSecond: 2048, secondsLeft: 0.5 }, '+2 KiB/s, full in 0 s'],
])('a rate %j reads %s', (rate, words) => {
  expect(rateText(rate, plain)).toBe(words);
});
