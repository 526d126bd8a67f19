import { reads, type Command, type Outcome } from '../model/command.ts';
import { ParseError } from '../model/errors.ts';
import type { Signature } from '../model/facts/device.ts';
import { wholeLines } from '../model/lines.ts';
import { bytes } from '../model/units.ts';
import { unescaped } from './hex-escapes.ts';

const SOURCE = 'wipefs -p';

/**
 * Asks a wipefs that prints no JSON (util-linux before 2.31) for the signatures on one device: its
 * list does not say which device a line is about. It shows a GPT once, where newer ones show its
 * backup and its protective MBR as well.
 */
export const listSignatures = (device: string): Command => reads('wipefs', ['-p', device]);

const HEADING = '# offset,uuid,label,type';

/** libblkid writes every comma, blank and backslash within a field as `\xNN`. */
const LINE = /^0x([0-9a-f]{1,13}),([^,\s]*),([^,\s]*),([^,\s]+)$/;

/**
 * Reads the heading and a line `0x438,UUID,LABEL,ext4` for each signature; nothing at all is the
 * answer about a blank device.
 * @throws ParseError, also when wipefs failed: a device that cannot be read is not blank
 */
export function parseSignatureList(device: string, outcome: Outcome): Signature[] {
  if (outcome.exitCode !== 0) throw new ParseError(SOURCE, 'exit code 0', outcome.stderr);
  const lines = wholeLines(SOURCE, outcome.stdout);
  if (lines.length === 0) return [];
  const [heading, ...found] = lines;
  if (heading !== HEADING || found.length === 0) {
    throw new ParseError(SOURCE, `${HEADING} and a signature`, outcome.stdout);
  }
  return found.map((line) => signature(device, line));
}

function signature(device: string, line: string): Signature {
  const [, offset, uuid = '', label = '', type] = LINE.exec(line) ?? [];
  if (offset === undefined || type === undefined) {
    throw new ParseError(SOURCE, 'offset, UUID, label and type', line);
  }
  return {
    device,
    offset: bytes(Number.parseInt(offset, 16)),
    type: unescaped(type),
    label: textOrNull(label),
    uuid: textOrNull(uuid),
  };
}

const textOrNull = (field: string): string | null => (field === '' ? null : unescaped(field));
