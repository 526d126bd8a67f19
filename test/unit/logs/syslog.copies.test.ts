import { describe, expect, test } from 'vitest';
import { copiesLeftOut } from '../../../src/logs/syslog.ts';

describe('copiesLeftOut', () => {
  test('drops the copy of a line in another file, but not its repetition in the same file', () => {
    const isNew = copiesLeftOut();
    expect(isNew('syslog', 'a')).toBe(true);
    expect(isNew('syslog', 'a')).toBe(true);
    expect(isNew('kern.log', 'a')).toBe(false);
    expect(isNew('kern.log', 'a')).toBe(false);
    expect(isNew('kern.log', 'a')).toBe(true);
    expect(isNew('messages', 'b')).toBe(true);
  });

  test('forgets lines after very many others', () => {
    const isNew = copiesLeftOut();
    expect(isNew('syslog', 'a')).toBe(true);
    for (let i = 0; i < 60_000; i += 1) isNew('syslog', String(i));
    expect(isNew('kern.log', 'a')).toBe(true);
  });
});
