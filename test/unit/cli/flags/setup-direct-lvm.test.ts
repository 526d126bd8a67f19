import { Parser } from '@oclif/core';
import { expect, test } from 'vitest';
import {
  SETUP_DIRECT_LVM_FLAGS,
  setupRequest,
} from '../../../../src/cli/flags/setup-direct-lvm.ts';
import { SETUP_DEFAULTS } from '../../../../src/model/plan/journal.ts';

/** The request of a command line, as the command makes it. */
async function requestOf(...argv: readonly string[]) {
  const { flags } = await Parser.parse([...argv], { flags: SETUP_DIRECT_LVM_FLAGS });
  return setupRequest(['/dev/xvdf'], flags as Parameters<typeof setupRequest>[1]);
}

test('a command line without flags asks for the documented pool, every value of it', async () => {
  expect(await requestOf()).toMatchObject(SETUP_DEFAULTS);
});

test('a flag that is given counts', async () => {
  expect(await requestOf('--reserve-step', '--data-percent', '90')).toMatchObject({
    ...SETUP_DEFAULTS,
    dataPercent: 90,
    reserveStep: true,
  });
});
