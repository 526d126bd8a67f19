import { CODES, type Code } from '../model/codes/index.ts';
import { plainAnswer, type Answer } from '../views/answer.ts';
import { codesText, explainText } from '../views/explain-text.ts';
import { usageError } from '../run/failure.ts';

const answer = (data: Answer['data'], text: Answer['text']): Answer => ({
  ...plainAnswer('explain'),
  data,
  text,
});

/** Lists all codes. */
export function explainAll(): Answer {
  const codes = Object.entries(CODES).map(([code, { title }]) => ({ code, title }));
  codes.sort((a, b) => a.code.localeCompare(b.code, 'en'));
  return answer({ codes }, (style) => codesText(CODES, style));
}

/**
 * Explains one code, in any spelling: `DM020`, `dm020`, `dm20`, `20`.
 * @throws DmctlError DM002 (exit 2) if there is no such code
 */
export function explain(typed: string): Answer {
  const code = codeOf(/^(?:DM)?(\d{1,3})$/i.exec(typed)?.[1] ?? '');
  if (code === null) throw noSuchCode(typed);
  return answer({ code, ...CODES[code] }, (style) => explainText(code, CODES[code], style));
}

const isCode = (word: string): word is Code => Object.hasOwn(CODES, word);

function codeOf(digits: string): Code | null {
  const code = `DM${digits.padStart(3, '0')}`;
  return isCode(code) ? code : null;
}

function noSuchCode(typed: string): Error {
  const guesses = likelyCodes(typed).map((code) => `did you mean: dmctl explain ${code}`);
  const fix = [...guesses, 'dmctl explain  lists all codes'];
  return /^DM\d{3}$/i.test(typed)
    ? usageError(`unknown code ${typed.toUpperCase()}`, fix, 'dmctl has no such code')
    : usageError(`invalid code '${typed}'`, fix, 'a code is DM and three digits, such as DM020');
}

/**
 * Finds the codes that were perhaps meant: letters that look like digits, a wrong prefix, a digit too
 * many, two digits swapped. A wrong digit tells nothing: too many codes are as close.
 */
function likelyCodes(typed: string): readonly Code[] {
  const bare = typed.toUpperCase().replace(/[^A-Z\d]/g, '');
  const tail = /^[A-Z]{0,3}?(?=[OIL]*\d)([OIL\d]{1,4})$/.exec(bare)?.[1] ?? '';
  const digits = tail.replace(/O/g, '0').replace(/[IL]/g, '1');
  const meant = codeOf(digits.replace(/^0(?=\d{3}$)/, ''));
  if (meant !== null) return [meant];
  const guesses = digits.length > 3 ? withoutOne(digits) : withSwapped(digits);
  return [...new Set(guesses.map(codeOf))].filter((code) => code !== null);
}

/** `204`, `200`, `240`, `040` of `2040`: the last digit is the most likely to be one too many. */
const withoutOne = (digits: string): readonly string[] =>
  [3, 2, 1, 0].map((at) => digits.slice(0, at) + digits.slice(at + 1));

/** `204`, `042` of `024`. */
const withSwapped = (digits: string): readonly string[] =>
  ['$2$1$3', '$1$3$2'].map((order) => digits.replace(/^(.)(.)(.)$/, order));
