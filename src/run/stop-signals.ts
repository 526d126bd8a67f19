/** What a signal asks a command for. A terminal that goes away (SIGHUP) asks as SIGTERM does. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/**
 * Tells of each signal that asks for a stop, however often they come.
 * @returns gives the signals back to the system's own handling
 */
export function onStopSignals(tell: (signal: StopSignal) => void): () => void {
  const ask = (signal: StopSignal) => (): void => {
    tell(signal);
  };
  const handlers = [
    ['SIGINT', ask('SIGINT')],
    ['SIGTERM', ask('SIGTERM')],
    ['SIGHUP', ask('SIGTERM')],
  ] as const;
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
