/**
 * Loaded before anything else (node --require): moves the clock of the process by
 * DMCTL_CLOCK_AHEAD_MS, which may be negative. Durations (performance.now) and file times stay.
 */
const Real = Date;
const ahead = Number(process.env.DMCTL_CLOCK_AHEAD_MS);
const now = () => Real.now() + ahead;

globalThis.Date = new Proxy(Real, {
  construct: (real, words, subclass) =>
    Reflect.construct(real, words.length === 0 ? [now()] : words, subclass),
  apply: () => new Real(now()).toString(),
  get: (real, name) => (name === 'now' ? now : Reflect.get(real, name)),
});
Real.prototype.constructor = globalThis.Date;
