import { describe, expect, test } from 'vitest';
import { parseSince, startOf } from '../../../src/model/since.ts';

const NOW = new Date(2026, 10, 27, 2, 28, 48);
const BOOTED = new Date(2026, 10, 26, 20, 0, 0).getTime();

const from = (text: string, booted: number | null = BOOTED): Date | null => {
  const since = parseSince(text);
  return since.ok ? new Date(startOf(since.value, NOW, booted)) : null;
};

describe('a time to begin at', () => {
  test.each([
    ['30s', new Date(2026, 10, 27, 2, 28, 18)],
    ['30m', new Date(2026, 10, 27, 1, 58, 48)],
    ['2h', new Date(2026, 10, 27, 0, 28, 48)],
    ['1w', new Date(2026, 10, 20, 2, 28, 48)],
    ['0s', NOW],
    ['today', new Date(2026, 10, 27)],
    ['yesterday', new Date(2026, 10, 26)],
    ['boot', new Date(BOOTED)],
    ['2026-11-27', new Date(2026, 10, 27)],
    ['2026-11-26 02:28', new Date(2026, 10, 26, 2, 28)],
    ['2024-02-29T23:59:59', new Date(2024, 1, 29, 23, 59, 59)],
  ])('may be %s', (text, time) => {
    expect(from(text)).toEqual(time);
  });

  test.each(['99999w', '1960-01-01'])('%s is as far back as there are times', (text) => {
    expect(from(text)).toEqual(new Date(0));
  });

  test('of a boot that is not known is the beginning of the log', () => {
    expect(from('boot', null)).toEqual(new Date(0));
  });

  test.each([
    ...[
      '',
      ' ',
      '2',
      'h',
      '2 h',
      ' 2h',
      '2h ',
      '2h\n',
      '-2h',
      '+2h',
      '1.5h',
      '2hours',
      '2H',
      '1e3s',
    ],
    ...['999999d', '02:28', 'now', 'Today', 'tomorrow', 'last week', '@1795748845', 'toString'],
    ...['2026-02-30', '2026-13-01', '2026-00-01', '2026-11-27 24:00', '2026-11-27 02:60', '٢h'],
    ...['26-11-27', '2026-11-27 2:28', '2026-11-27  02:28', '2026-11-27 02:28Z', '27.11.2026'],
  ])('is not %j', (text) => {
    expect(parseSince(text)).toMatchObject({ ok: false, why: expect.any(String) as string });
  });
});
