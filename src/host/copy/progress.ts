/** Hears of the bytes copied so far. */
export type Tell = (bytes: number) => void;

/** Milliseconds between two reports. */
const BETWEEN = 200;

/** Returns a function that passes on a report only if the last one is long enough ago. */
export function asTold(tell: Tell): Tell {
  let last = performance.now();
  return (bytes) => {
    const now = performance.now();
    if (now - last < BETWEEN) return;
    last = now;
    tell(bytes);
  };
}
