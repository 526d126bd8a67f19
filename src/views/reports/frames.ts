import { stripVTControlCharacters } from 'node:util';

/**
 * Draws frames in place, each over the one before. Lines that stay as they are cost one byte, and a
 * frame that stays as it is none: that is for slow terminals.
 * @param columns width of the terminal at the moment
 */
export function frames(
  write: (text: string) => void,
  columns: () => number,
): (frame: string) => void {
  let last: readonly string[] = [];
  return (frame) => {
    const lines = frame.split('\n').slice(0, -1);
    const isSame = lines.length === last.length && lines.every((line, i) => line === last[i]);
    if (isSame) return;
    const fits = [...last, ...lines].every((line) => rowsOf(line, columns()) === 1);
    write(
      fits && lines.length === last.length ? changed(last, lines) : anew(last, frame, columns()),
    );
    last = lines;
  };
}

const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));

/** ECMA-48: CUU goes up so many rows, EL 2 clears a row, ED clears from here on. */
const up = (rows: number): string => (rows === 0 ? '' : `\x1b[${String(rows)}A`);

function changed(last: readonly string[], lines: readonly string[]): string {
  const drawn = lines.map((line, i) => (line === last[i] ? '\n' : `\x1b[2K${line}\n`));
  return `${up(last.length)}${drawn.join('')}`;
}

function anew(last: readonly string[], frame: string, columns: number): string {
  const rows = last.reduce((sum, line) => sum + rowsOf(line, columns), 0);
  return `${up(rows)}\x1b[J${frame}`;
}
