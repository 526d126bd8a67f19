import type { Guest } from '../../test/lab/guest/guest.ts';

const TIMES = 20;

/** CPU time of a command and its children, user and system, in milliseconds: the mean of 20 calls. */
export async function cpuOf(guest: Guest, command: string): Promise<number> {
  const calls = `for call in $(seq ${String(TIMES)}); do ${command} >/dev/null || true; done`;
  const { stderr } = await guest.run(`TIMEFORMAT='cpu %U %S'; time { ${calls}; }`);
  const [, user, system] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(stderr) ?? [];
  if (user === undefined || system === undefined) throw new Error(`${command}: ${stderr}`);
  return ((Number(user) + Number(system)) * 1000) / TIMES;
}
