import { readFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';

/**
 * One of the processors that this process may use, for one guest: its kernel and its programs take
 * turns, and where they do so on two processors each turn is a wake-up across them. Vitest's workers
 * are numbered and get one each.
 */
export function ownProcessor(): string {
  const allowed = processors();
  const turn = Number(process.env['VITEST_POOL_ID'] ?? process.pid);
  return String(allowed[turn % allowed.length]);
}

/** Numbers from Cpus_allowed_list of proc_pid_status(5): `0-3,8`. */
function processors(): readonly number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  if (list === undefined) throw new LabError('/proc/self/status names no processor');
  return list.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
