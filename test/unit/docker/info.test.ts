import fc from '../../helpers/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { parseDecimalSize, parseDockerInfo } from '../../../src/docker/info.ts';
import { parseDockerdVersion } from '../../../src/docker/version.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { outcomeOf, outcomesOf } from '../../helpers/recorded-outcomes.ts';

const INFO = 'docker info';

describe('parseDockerInfo', () => {
  it('reads a daemon on a pool of ours', () => {
    const info = parseDockerInfo(outcomeOf('bookworm-direct-running', INFO).stdout);

    expect(info).toMatchObject({
      storageDriver: 'devicemapper',
      dataRoot: '/var/lib/docker',
      liveRestore: false,
      devicemapper: {
        poolName: 'docker-thinpool',
        dataLoopFile: null,
        metadataLoopFile: null,
        deferredRemoval: true,
        deferredDeletion: true,
      },
    });
    expect(info.devicemapper?.dataTotal).toBeGreaterThan(info.devicemapper?.dataUsed ?? 0);
  });

  it('reads a daemon on loop files', () => {
    const { devicemapper } = parseDockerInfo(outcomeOf('bookworm-loop-running', INFO).stdout);

    expect(devicemapper?.poolName).toMatch(/^docker-\d+:\d+-\d+-pool$/);
    expect(devicemapper?.dataLoopFile).toBe('/var/lib/docker/devicemapper/devicemapper/data');
    expect(devicemapper?.dataTotal).toBe(107_400_000_000);
  });

  it('takes a daemon that does not answer for no daemon, though docker exits with 0', () => {
    const silent = outcomesOf(INFO).filter(({ outcome }) =>
      outcome.stdout.includes('ServerErrors'),
    );

    for (const { outcome } of silent) {
      expect(() => parseDockerInfo(outcome.stdout)).toThrow(/Cannot connect/);
    }
    expect(() =>
      parseDockerInfo('{"ServerErrors":["Cannot connect to the Docker daemon"]}'),
    ).toThrow(/Cannot connect/);
  });

  it('knows nothing of devicemapper on another driver', () => {
    const { stdout } = outcomeOf('bookworm-direct-running', INFO);
    const other = stdout.replace('"Driver":"devicemapper"', '"Driver":"overlay2"');

    expect(parseDockerInfo(other)).toMatchObject({ storageDriver: 'overlay2', devicemapper: null });
  });

  it('refuses an answer that is cut off or has lost a field', () => {
    const stdout = outcomeOf('bookworm-direct-running', INFO).stdout.trimEnd();

    fc.assert(
      fc.property(fc.nat(stdout.length - 1), (length) => {
        expect(() => parseDockerInfo(stdout.slice(0, length))).toThrow(ParseError);
      }),
    );
    for (const field of ['Driver', 'DriverStatus', 'DockerRootDir', 'ServerVersion', 'Images']) {
      const without = stdout.replace(`"${field}":`, '"Other":');
      expect(() => parseDockerInfo(without), field).toThrow(ParseError);
    }
  });
});

describe('parseDecimalSize', () => {
  it.each([
    ['10.2 GB', 10_200_000_000],
    ['10.2GB', 10_200_000_000],
    ['524.3kB', 524_300],
    ['107.4 GB', 107_400_000_000],
    ['0B', 0],
    ['1.001TB', 1_001_000_000_000],
    ['1.05e+03kB', 1_050_000],
  ])('reads %s', (text, expected) => {
    expect(parseDecimalSize(text)).toBe(expected);
  });

  it.each(['', '10', '10 GiB', 'GB', '10.2.3GB', '-1GB', '10 gb'])('refuses %j', (text) => {
    expect(() => parseDecimalSize(text)).toThrow(ParseError);
  });
});

describe('parseDockerdVersion', () => {
  it.each(outcomesOf('dockerd --version'))('reads that of $host', ({ outcome }) => {
    expect(parseDockerdVersion(outcome.stdout)).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('refuses other words', () => {
    expect(() => parseDockerdVersion('dockerd: command not found')).toThrow(ParseError);
  });
});
