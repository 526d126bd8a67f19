import { describe, expect, test } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { readOnly } from '../../../src/host/read-only.ts';
import { writes } from '../../../src/model/command.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('a host for looking only', () => {
  test('answers what a look asks', async () => {
    const folder = await temporaryFolder();
    expect((await readOnly(createHost()).stat(folder))?.kind).toBe('directory');
    expect(readOnly(createHost()).euid).toBe(createHost().euid);
  });

  test('starts no program that could write', () => {
    expect(() => readOnly(createHost()).run(writes('lvremove', []))).toThrow(
      /would start lvremove/,
    );
  });

  test.each([
    'replaceFile',
    'publishFile',
    'removeTree',
    'zeroRange',
    'growFile',
    'openAppend',
    'lock',
  ] as const)('has no %s', (name) => {
    expect(() => Reflect.get(readOnly(createHost()), name) as unknown).toThrow(
      `would call ${name}`,
    );
  });
});
