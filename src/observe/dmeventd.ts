import type { Host } from '../model/host.ts';

const PID_FILES = ['/run/dmeventd.pid', '/var/run/dmeventd.pid'];

/** Is there a live process of this pid and name? (proc_pid_comm(5)) */
async function lives(host: Host, pid: string, name: string): Promise<boolean> {
  if (!/^\d+$/.test(pid)) return false;
  return (await host.readText(`/proc/${pid}/comm`))?.trim() === name;
}

/**
 * Pid of a live process of that name, or null: first by its pid file, then among all processes.
 * @throws HostError
 */
export async function livePid(
  host: Host,
  name: string,
  pidFiles: readonly string[],
): Promise<number | null> {
  for (const file of pidFiles) {
    const pid = (await host.readText(file))?.trim() ?? '';
    if (await lives(host, pid, name)) return Number(pid);
  }
  for (const pid of (await host.list('/proc')) ?? []) {
    if (await lives(host, pid, name)) return Number(pid);
  }
  return null;
}

/** Pid of dmeventd(8), which extends the pool, or null. @throws HostError */
export const dmeventdPid = (host: Host): Promise<number | null> =>
  livePid(host, 'dmeventd', PID_FILES);
