import { Parser } from '@oclif/core';
import { expect, test } from 'vitest';
import {
  SETUP_DIRECT_LVM_FLAGS,
  setupRequest,
} from '../../../../src/cli/flags/setup-direct-lvm.ts';
import { SETUP_DEFAULTS } from '../../../../src/model/plan/journal.ts';

/** The request of a command line, as the command makes it. */
async function requestOf(...argv: readonly string[]) {
  return requestFor(['/dev/xvdf'], argv);
}

async function requestFor(devices: readonly string[], argv: readonly string[]) {
  const { flags } = await Parser.parse([...argv], { flags: SETUP_DIRECT_LVM_FLAGS });
  return setupRequest(devices, flags as Parameters<typeof setupRequest>[1]);
}

test('a command line without flags asks for the documented pool, every value of it', async () => {
  expect(await requestOf()).toMatchObject({ ...SETUP_DEFAULTS, size: null });
});

test('a flag that is given counts', async () => {
  expect(await requestOf('--reserve-step', '--data-percent', '90')).toMatchObject({
    ...SETUP_DEFAULTS,
    size: null,
    dataPercent: 90,
    reserveStep: true,
  });
});

test('without a disk the group is named, and its size is a share of the free space or bytes', async () => {
  await expect(requestFor([], [])).rejects.toThrow('DEVICE is missing');
  await expect(requestFor([], ['--engine', 'containerd'])).rejects.toThrow('DEVICE is missing');
  expect(await requestFor([], ['--vg', 'rhel'])).toMatchObject({ devices: [], size: null });
  expect(await requestFor([], ['--vg', 'rhel', '--size', '40%FREE'])).toMatchObject({
    size: { kind: 'free', percent: 40 },
  });
  expect(await requestFor([], ['--vg', 'rhel', '--size', '4G'])).toMatchObject({
    size: { kind: 'data', size: 4 * 1024 ** 3 },
  });
  await expect(requestFor(['/dev/xvdf'], ['--size', '4G'])).rejects.toThrow('without DEVICE');
  await expect(requestFor([], ['--vg', 'rhel', '--data-percent', '50'])).rejects.toThrow(
    '--data-percent',
  );
});
