import { writes, type Command } from '../model/command.ts';
import type { ServiceManager } from '../model/facts/docker-state.ts';

/** Stops docker.socket as well, which would start docker.service again (systemd.socket(5)). */
export function stopDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['stop', 'docker.service', 'docker.socket'])
    : writes('service', ['docker', 'stop']);
}

/** Starts docker.service, which requires docker.socket if there is one. */
export function startDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['start', 'docker.service'])
    : writes('service', ['docker', 'start']);
}

/** Clears systemd's count of failed starts, which would refuse the next one. */
export function resetFailedDocker(units: readonly string[] = ['docker.service']): Command {
  return writes('systemctl', ['reset-failed', ...units]);
}
