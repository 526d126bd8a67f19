const LINE_END = 0x0a;

/** Longer than any line of a log; the text of a longer one is dropped. */
const LONGEST = 1024 * 1024;

/** A whole line and its length in bytes with the line end. */
export interface Line {
  readonly text: string;
  readonly size: number;
}

/**
 * Splits pieces of text into whole lines; the text after the last line end is not a line yet. Bytes
 * that are not UTF-8 become U+FFFD, since a log may contain anything. A line of more than a MiB is
 * yielded without its text, so that no more than that is ever in memory.
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
