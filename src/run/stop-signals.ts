/** A signal that asks a command to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

type Handlers = Readonly<Record<StopSignal | 'SIGHUP', () => void>>;

/**
 * Calls the handler of each signal, however often it comes.
 * @returns a function that gives the signals back to the system's own handling
 */
export function onSignals(handlers: Handlers): () => void {
  const each = Object.entries(handlers);
  for (const [signal, handler] of each) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of each) process.off(signal, handler);
  };
}
