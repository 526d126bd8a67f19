import type { ThinPoolMode, ThinPoolStatus } from '../model/facts/dm.ts';
import { ParseError } from '../model/errors.ts';

const SOURCE = 'thin-pool status';

/**
 * Reads the words after `thin-pool` in a status line (Linux, admin-guide/device-mapper/
 * thin-provisioning.rst): TRANSACTION USED/TOTAL(metadata) USED/TOTAL(data) HELD_ROOT MODE DISCARD
 * [WHEN_FULL [NEEDS_CHECK [LOW_WATER]]], or one of `Fail` and `Error`.
 * @throws ParseError on any word that is not in that document
 */
export function parseThinPoolWords(text: string): ThinPoolStatus {
  const words = text.trim().split(/ +/);
  if (words.length === 1 && words[0] === 'Fail') return { state: 'fail' };
  if (words.length === 1 && words[0] === 'Error') return { state: 'error' };
  const [transaction, metadata, data, held, mode, discard, full, check, low, ...more] = words;
  if (more.length > 0) throw new ParseError(SOURCE, 'at most nine words', text);
  if (low !== undefined) whole(low);
  if (held !== '-') whole(held);
  const [metadataUsedBlocks, metadataBlocks] = fraction(metadata);
  const [dataUsedBlocks, dataBlocks] = fraction(data);
  return {
    state: 'running',
    transactionId: whole(transaction),
    metadataUsedBlocks,
    metadataBlocks,
    dataUsedBlocks,
    dataBlocks,
    metadataSnapshot: held !== '-',
    mode: poolMode(mode),
    discardPassdown: discardPassdown(discard),
    whenFull: whenFull(full),
    needsCheck: needsCheck(check),
  };
}

function whole(text: string | undefined): number {
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
  throw new ParseError(SOURCE, 'a whole number', text ?? '');
}

function fraction(text: string | undefined): readonly [number, number] {
  const [used, total, ...more] = (text ?? '').split('/');
  if (more.length > 0) throw new ParseError(SOURCE, 'USED/TOTAL', text ?? '');
  return [whole(used), whole(total)];
}

function poolMode(word: string | undefined): ThinPoolMode {
  if (word === 'rw' || word === 'ro' || word === 'out_of_data_space') return word;
  throw new ParseError(SOURCE, 'rw, ro or out_of_data_space', word ?? '');
}

/** A pool created with the feature `ignore_discard` shows that word. */
function discardPassdown(word: string | undefined): boolean {
  if (word === 'discard_passdown') return true;
  if (word === 'no_discard_passdown' || word === 'ignore_discard') return false;
  throw new ParseError(SOURCE, 'a word on discards', word ?? '');
}

function whenFull(word: string | undefined): 'error' | 'queue' | null {
  if (word === undefined) return null;
  if (word === 'error_if_no_space') return 'error';
  if (word === 'queue_if_no_space') return 'queue';
  throw new ParseError(SOURCE, 'error_if_no_space or queue_if_no_space', word);
}

function needsCheck(word: string | undefined): boolean {
  if (word === undefined || word === '-') return false;
  if (word === 'needs_check') return true;
  throw new ParseError(SOURCE, 'needs_check or -', word);
}
