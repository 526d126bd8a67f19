import { statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const YEAR_MS = 365 * 86_400_000;

it('the tests run with another clock, time zone and locale than the machine has', async () => {
  const file = `${await temporaryFolder()}/file`;
  writeFileSync(file, '');
  // The kernel stamps files, whatever the clock of a process says.
  expect(Math.abs(Date.now() - statSync(file).mtimeMs)).toBeGreaterThan(YEAR_MS);
  expect(new Date(0).getTimezoneOffset()).toBe(-330);
  expect((0.5).toLocaleString()).toBe('0,5');
});
