import { reads, type Command } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import { QUIET } from './report.ts';

/** Asks for this host's own system ID (lvmsystemid(7)). */
export const systemId = (): Command => reads('lvm', ['systemid', '--config', QUIET]);

/** Reads `  system ID: NAME`; '' where the host has none. @throws ParseError */
export function parseSystemId(stdout: string): string {
  const id = /^ *system ID:(.*)$/m.exec(stdout)?.[1];
  if (id !== undefined) return id.trim();
  throw new ParseError('lvm systemid', 'a line "system ID:"', stdout);
}

/**
 * Returns the system ID that LVM makes of a name it takes as it is; null: it would leave characters out, or
 * refuse the name (lvmsystemid(7)).
 */
export const plainSystemId = (name: string): string | null =>
  /^(?!localhost)[A-Za-z0-9][A-Za-z0-9._-]{0,126}$/.test(name) ? name : null;

/** Reads from lvmlocal.conf whose groups this host may use besides (lvm.conf(5), local/extra_system_ids). */
export function extraSystemIds(lvmlocalConf: string): readonly string[] {
  const set = lvmlocalConf.replaceAll(/#.*$/gm, '');
  const list = /\bextra_system_ids\s*=\s*(\[[^\]]*\]|"[^"]*")/.exec(set)?.[1] ?? '';
  return [...list.matchAll(/"([^"]*)"/g)].map(([, id]) => id ?? '');
}
