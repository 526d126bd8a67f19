import { describe, expect, test } from 'vitest';
import { consent } from '../../../src/run/consent.ts';

describe('a question', () => {
  test('is not asked if --yes has answered it', async () => {
    await expect(consent('Remove it?', { yes: true, silent: true })).resolves.toBeUndefined();
  });

  test('that nobody can answer counts as no, with exit 21', async () => {
    const asked = consent('Remove it?', { yes: false, silent: true });
    await expect(asked).rejects.toMatchObject({ failure: { code: 'DM072', exitCode: 21 } });
  });
});
