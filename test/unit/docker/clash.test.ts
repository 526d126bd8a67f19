import { describe, expect, it } from 'vitest';
import { clashingOptions } from '../../../src/docker/clash.ts';

const flag = (option: string) => ({ option, value: 'x', source: 'docker.service ExecStart' });

describe('an option both as a flag and in daemon.json', () => {
  it.each([
    ['--storage-driver', 'storage-driver'],
    ['--storage-opt', 'storage-opts'],
    ['--log-opt', 'log-opts'],
    ['--host', 'hosts'],
    ['--data-root', 'data-root'],
    ['--insecure-registry', 'insecure-registries'],
  ])('%s clashes with "%s"', (option, key) => {
    expect(clashingOptions(['debug', key], [flag(option)])).toEqual([flag(option)]);
  });

  it.each([
    ['--storage-opt', 'storage-opt'],
    ['--containerd', 'debug'],
    ['DOCKER_DRIVER', 'storage-driver'],
    ['--add-runtime', 'runtimes'],
  ])('%s does not clash with "%s"', (option, key) => {
    expect(clashingOptions([key], [flag(option)])).toEqual([]);
  });
});
