import { ParseError } from '../../model/errors.ts';
import { BLOCK } from './tar-header.ts';

/** Cuts a stream into pieces of whole blocks, wherever its chunks end. */
export class WholeBlocks {
  #rest: Buffer = Buffer.alloc(0);

  /** Returns the whole blocks there are by now, maybe none. */
  add(chunk: Buffer): Buffer {
    const all = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = all.length - (all.length % BLOCK);
    this.#rest = all.subarray(whole);
    return all.subarray(0, whole);
  }

  /** @throws ParseError when the stream ended within a block */
  finish(): void {
    if (this.#rest.length > 0) throw new ParseError('tar', 'whole blocks', '');
  }
}
