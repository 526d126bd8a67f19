import { writes, type Command } from '../model/command.ts';
import type { ServiceManager } from '../model/facts/docker-state.ts';
import type { Action } from '../model/plan/plan.ts';

/** Stops docker.socket as well, which would start docker.service again (systemd.socket(5)). */
export function stopDocker(manager: ServiceManager): Command {
  return manager === 'systemd'
    ? writes('systemctl', ['stop', 'docker.service', 'docker.socket'])
    : writes('service', ['docker', 'stop']);
}

/**
 * Starts docker.service, which requires docker.socket if there is one. An init script returns before
 * dockerd is up; systemctl(1) does not.
 */
export function startDocker(manager: ServiceManager): Extract<Action, { kind: 'run' }> {
  return manager === 'systemd'
    ? { kind: 'run', command: writes('systemctl', ['start', 'docker.service']) }
    : { kind: 'run', command: writes('service', ['docker', 'start']), awaits: 'docker' };
}

/** Clears systemd's count of failed starts, which would refuse the next one. */
export function resetFailedDocker(units: readonly string[] = ['docker.service']): Command {
  return writes('systemctl', ['reset-failed', ...units]);
}
