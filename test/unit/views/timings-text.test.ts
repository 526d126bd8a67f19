import { expect, test } from 'vitest';
import { makeStyle } from '../../../src/views/style.ts';
import { timingsText, type Timings } from '../../../src/views/timings-text.ts';

const START = { totalMs: 1000, startMs: 180.4, nodeMs: 60, steps: [], children: [] };

const linesOf = (timings: Timings): readonly string[] =>
  timingsText(timings, makeStyle(false, 'iec')).split('\n');

const childOf = (
  argv: readonly string[],
  startMs: number,
  ms: number,
  exitCode: number | null,
) => ({
  ...{ argv, startMs, ms, exitCode },
});

const stepOf = (id: string, startMs: number, ms: number) => ({
  ...{ id, title: `Do ${id}`, startMs, ms },
});

test('programs stand where they began, in their step, and the sums below', () => {
  const children = [
    childOf(['/sbin/lvm', 'fullreport', '-qq'], 190, 100, 0),
    childOf(['/bin/systemctl', 'show'], 195, 20, 0),
    childOf(['/sbin/pvcreate', '/dev/xvdf'], 402, 90, 0),
    childOf(['/sbin/lvm', 'fullreport'], 900, 50.4, 0),
  ];
  const steps = [stepOf('pv', 400, 120), stepOf('daemon-json', 520, 30)];

  expect(linesOf({ ...START, steps, children })).toEqual([
    '',
    'at ms  took ms',
    '    0      180  start-up, including 60 for Node itself',
    '  190      100  lvm fullreport -qq',
    '  195       20  systemctl show',
    '  400      120  Do pv',
    '  402       90    pvcreate /dev/xvdf',
    '  520       30  Do daemon-json',
    '  900       50  lvm fullreport',
    '           150  in 3 programs outside steps',
    '           150  in 2 steps',
    '           519  in dmctl itself, after start-up',
    '          1000  total',
    '',
  ]);
});

test('a command that started nothing has no sums of nothing', () => {
  expect(linesOf(START).slice(3)).toEqual([
    '           820  in dmctl itself, after start-up',
    '          1000  total',
    '',
  ]);
});

test('what two programs did at one time is time once', () => {
  const children = [
    childOf(['a'], 200, 100, 0),
    childOf(['b'], 210, 20, 0),
    childOf(['c'], 250, 100, 0),
    childOf(['d'], 400, 10, 0),
  ];

  expect(linesOf({ ...START, children })).toContain('           160  in 4 programs outside steps');
});

test('a call is cut to what it is known by, and says how it ended where it went wrong', () => {
  const long = ['/sbin/lvm', 'fullreport', `a\n\tb\u001b[2J${'x'.repeat(100)}`];
  const children = [childOf(long, 200, 1, 5), childOf(['/bin/du'], 210, 1, null)];
  const [, , , first = '', second] = linesOf({ ...START, children });

  expect(first).toMatch(/^ {2}200 {8}1 {2}lvm fullreport a b\\u\{1b\}\[2Jx+… \(exit 5\)$/);
  expect(first.length).toBeLessThan(100);
  expect(second).toBe('  210        1  du (ended by a signal)');
});
