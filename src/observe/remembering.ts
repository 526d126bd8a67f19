import type { Command, Outcome } from '../model/command.ts';
import type { Host } from '../model/host.ts';

/** A host that makes each reading call once, for several looks at one moment. */
export function remembering(host: Host): Host {
  const asked = new Map<string, Promise<Outcome>>();
  const run = (command: Command): Promise<Outcome> => {
    if (command.writes) return host.run(command);
    const key = JSON.stringify([command.program, command.at, ...command.args]);
    const answer = asked.get(key) ?? host.run(command);
    asked.set(key, answer);
    return answer;
  };
  return new Proxy(host, {
    get: (target, name) => (name === 'run' ? run : (Reflect.get(target, name) as unknown)),
  });
}
