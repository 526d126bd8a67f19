import { writes, type Command } from '../model/command.ts';
import type { ServiceManager } from '../model/facts/docker-state.ts';

/** docker.service alone would leave docker.socket, which starts it again (systemd.socket(5)). */
export function stopDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['stop', 'docker.service', 'docker.socket'])
    : writes('service', ['docker', 'stop']);
}

/** docker.service requires docker.socket where there is one. */
export function startDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['start', 'docker.service'])
    : writes('service', ['docker', 'start']);
}

/** Clears systemd's count of failed starts, which would refuse the next one. */
export function resetFailedDocker(units: readonly string[] = ['docker.service']): Command {
  return writes('systemctl', ['reset-failed', ...units]);
}
