import { HostError, type Host } from '../model/host.ts';

/**
 * Returns a view of a host that starts at most so many programs. What would need one more is unknown, with
 * that reason: a look must not take ever longer the more is wrong with a host.
 */
export function startingAtMost(host: Host, most: number): Host {
  let started = 0;
  const run: Host['run'] = async (command) => {
    if (started >= most) {
      const why = `${command.program} was not asked: ${String(most)} programs have been asked already; fix what they show, then look again`;
      throw new HostError('busy', command.program, why);
    }
    started += 1;
    return host.run(command);
  };
  return new Proxy(host, {
    get: (target, name) => (name === 'run' ? run : (Reflect.get(target, name) as unknown)),
  });
}
