import { isUtf8 } from 'node:buffer';

/**
 * File names are bytes, which need not be UTF-8. In this folder a path below a tree is a string with
 * one character for each byte (latin1), so that it can be compared, sorted and put together.
 */

/** Returns a path of ours in that form. */
export const rawOf = (path: string): string => Buffer.from(path, 'utf8').toString('latin1');

/** Returns the bytes of such a path, for system calls. */
export const bytesOf = (raw: string): Buffer => Buffer.from(raw, 'latin1');

/** Characters that break a line or move the cursor (C0, DEL), and the one that escapes begin with. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f\\]/g;

const escaped = (char: string): string =>
  char === '\\' ? '\\\\' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Returns the path for a message: as UTF-8 if it is, with escapes for what a terminal obeys. */
export function shownPath(raw: string): string {
  const content = bytesOf(raw);
  const text = isUtf8(content) ? content.toString('utf8') : raw;
  const visible = text.replace(CONTROL, escaped);
  return isUtf8(content) ? visible : visible.replace(/[\u0080-\u00ff]/g, escaped);
}
