import { describe, expect, test } from 'vitest';
import { type Request, SETUP_DEFAULTS } from '../../../../src/model/plan/journal.ts';
import { differences, poolInPlace } from '../../../../src/plan/setup/differences.ts';
import { journaledRequest } from '../../../../src/plan/setup/request.ts';
import { documentedRequest } from '../../../helpers/blank-host.ts';
import { healthy } from '../../../helpers/facts.ts';

type Asked = Parameters<typeof documentedRequest>[0];

/** What differs when the pool was set up by `earlier`, and the command now has these flags. */
function found(earlier: Request, asked: Asked = {}): readonly string[] {
  const request = documentedRequest(asked);
  const pool = healthy.lvm.known ? poolInPlace(healthy.lvm.value, request) : null;
  if (pool === null) throw new Error('no pool was recorded');
  return differences({ facts: healthy, request, pool, layout: null, earlier });
}

function without(key: keyof typeof SETUP_DEFAULTS): Request {
  const request = journaledRequest(documentedRequest());
  const options = Object.entries(request.options).filter(([name]) => name !== key);
  return { ...request, options: Object.fromEntries(options) };
}

describe('a second setup of the same pool', () => {
  const { dataPercent, metadataPercent, reserveStep } = SETUP_DEFAULTS;

  test.each([
    ['dataPercent', { dataPercent: 60 }, `--data-percent ${String(dataPercent)}, requested 60`],
    [
      'metadataPercent',
      { metadataPercent: 2 },
      `--metadata-percent ${String(metadataPercent)}, requested 2`,
    ],
    ['reserveStep', { reserveStep: true }, `--reserve-step ${String(reserveStep)}, requested true`],
  ] as const)(
    'takes %s for its default where the dmctl of the first one did not have that flag',
    (key, other, said) => {
      expect(found(without(key))).toEqual([]);
      expect(found(without(key), other)).toEqual([`it was set up with ${said}`]);
    },
  );

  test('names a value that the first one had, even if the default is requested now', () => {
    const first = journaledRequest(documentedRequest({ dataPercent: 60 }));
    expect(found(first)).toEqual(['it was set up with --data-percent 60, requested 95']);
  });
});
