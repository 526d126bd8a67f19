/** A word that may be typed, and what it means; '' where the word says it all. */
export interface Word {
  readonly word: string;
  readonly what: string;
}

/** What can be said beforehand of the words that may stand in a place. */
export type Takes =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  /** The full path of a block device. */
  | { readonly kind: 'device' }
  /** The full path of a file whose name ends so. */
  | { readonly kind: 'file'; readonly ending: string }
  /** The words of a command of this program. */
  | { readonly kind: 'command' }
  | { readonly kind: 'unknown' };

/** A place for a word: an argument, or the value of a flag. */
export interface Place {
  /** As help calls it: `DEVICE`. */
  readonly name: string;
  readonly takes: Takes;
  /** Whether further words of the kind may follow. */
  readonly again: boolean;
}

export interface TypedFlag {
  /** `--dry-run`. */
  readonly name: string;
  /** `-n`. */
  readonly letter: string | null;
  readonly what: string;
  /** null: it takes none. */
  readonly value: Place | null;
  /** Names of flags it cannot stand beside. */
  readonly excludes: readonly string[];
}

/** What may follow certain words of the command line. */
export interface TypedCommand {
  /** `setup direct-lvm`; `setup`, which is not whole yet; '' for the program itself. */
  readonly words: string;
  /** Words that make a longer command. */
  readonly next: readonly Word[];
  readonly places: readonly Place[];
  readonly flags: readonly TypedFlag[];
}

/** Whether a flag may be given more than once. */
export const isRepeatable = ({ value }: TypedFlag): boolean => value?.again === true;
