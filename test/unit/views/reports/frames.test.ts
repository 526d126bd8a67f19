import { describe, expect, test } from 'vitest';
import { frames } from '../../../../src/views/reports/frames.ts';

function screen(columns: number) {
  const written: string[] = [];
  const draw = frames(
    (text) => void written.push(text),
    () => columns,
  );
  return { draw, written };
}

describe('frames drawn in place', () => {
  test('write the first one whole, and nothing where nothing is new', () => {
    const { draw, written } = screen(80);
    draw('one\ntwo\n');
    draw('one\ntwo\n');
    expect(written).toEqual(['\x1b[Jone\ntwo\n']);
  });

  test('write only the lines that have changed', () => {
    const { draw, written } = screen(80);
    draw('one\ntwo\nthree\n');
    draw('one\n2\nthree\n');
    expect(written[1]).toBe('\x1b[3A\n\x1b[2K2\n\n');
  });

  test('draw all anew where a line came or went', () => {
    const { draw, written } = screen(80);
    draw('one\ntwo\n');
    draw('one\n');
    expect(written[1]).toBe('\x1b[2A\x1b[Jone\n');
  });

  test('go up over the rows that a long line takes, colours not counted', () => {
    const { draw, written } = screen(4);
    draw('\x1b[31mabcd\x1b[39m\nabcdefghi\n');
    draw('new\nabcdefghi\n');
    expect(written[1]).toBe('\x1b[4A\x1b[Jnew\nabcdefghi\n');
  });
});
