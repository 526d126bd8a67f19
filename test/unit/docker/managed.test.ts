import { describe, expect, test } from 'vitest';
import {
  managedOptions,
  managedProfileText,
  readSetupConfig,
  setupConfigText,
} from '../../../src/docker/managed.ts';
import { validateStorageOptions } from '../../../src/docker/storage-options.ts';

const CONFIG = {
  device: '/dev/xvdf',
  thinpPercent: 95,
  thinpMetapercent: 1,
  autoextendThreshold: 80,
  autoextendPercent: 20,
};

describe('what Docker is told about a device', () => {
  test('are all six options, which dockerd takes', () => {
    const options = managedOptions(CONFIG);
    expect(options).toHaveLength(6);
    expect(validateStorageOptions(options).ok).toBe(true);
  });

  test('comes back out of its record as it was', () => {
    expect(readSetupConfig(setupConfigText(CONFIG))).toEqual({ ok: true, value: CONFIG });
  });

  test('is in no record that is empty, as after a power cut', () => {
    expect(readSetupConfig('')).toEqual({ ok: true, value: null });
  });

  test.each(['{', '[]', '{}', '{"Device":"/dev/xvdf"}', '{"Device":1}', 'null'])(
    'cannot be read out of %s',
    (text) => {
      expect(readSetupConfig(text).ok).toBe(false);
    },
  );

  test('becomes a profile without an end of its last line', () => {
    expect(managedProfileText(CONFIG)).toBe(
      'activation{\nthin_pool_autoextend_threshold=80\nthin_pool_autoextend_percent=20\n}',
    );
  });
});
