const LINE_END = 0x0a;

/** Longer than anything that is written as a line of a log: it is passed over. */
const LONGEST = 1024 * 1024;

/** A whole line, and how many bytes it takes with its end. */
export interface Line {
  readonly text: string;
  readonly size: number;
}

/**
 * Cuts what comes in pieces into whole lines; what comes after the last line end is no line yet. Bytes
 * that are no UTF-8 become U+FFFD: nobody who writes into a log is kept to it. A line of more than a
 * MiB is given without its text, so that no more than that is ever held.
 */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Line, void> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_END); end !== -1; end = piece.indexOf(LINE_END, from)) {
      const last = piece.subarray(from, end);
      size += last.length + 1;
      yield { text: size > LONGEST ? '' : Buffer.concat([...held, last]).toString('utf8'), size };
      [held, size, from] = [[], 0, end + 1];
    }
    const rest = piece.subarray(from);
    size += rest.length;
    held = size > LONGEST ? [] : [...held, rest];
  }
}
