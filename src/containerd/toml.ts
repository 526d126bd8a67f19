import { parseTOML, ParseError, type AST } from 'toml-eslint-parser';
import { read, unreadable, type Read } from '../model/known.ts';
import { TomlFault, tomlTree, type TomlTree } from './toml-tree.ts';

/** A TOML file with the positions of its parts in the text. */
export interface TomlDocument extends TomlTree {
  readonly text: string;
  /** Nodes of the top level. Their ranges count from `start` on. */
  readonly nodes: AST.TOMLTopLevelTable;
  /** Characters before the first that the parser saw: 1 with a byte order mark, else 0. */
  readonly start: 0 | 1;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The parser takes a second for each 20,000 keys; `containerd config default` prints 10 KB. */
const MOST_CHARACTERS = 256 * 1024;

/** The parser is recursive, and takes the square of the levels. */
const MOST_LEVELS = 100;

/** Strings and comments, whose dots and brackets mean nothing. */
const OPAQUE =
  /"""[^\\]*?(?:\\[^][^\\]*?)*?"{3,5}|'''[^]*?'{3,5}|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|#[^\r\n]*/g;

/**
 * Reads TOML 1.0 (https://toml.io/en/v1.0.0), with or without a byte order mark. It never throws: a
 * text that containerd's own parsers (BurntSushi/toml in 1.4, pelletier/go-toml later) might read
 * differently is refused, with the reason and the line.
 */
export function readToml(text: string): Read<TomlDocument> {
  const fault = unfit(text);
  if (fault !== null) return unreadable(fault);
  const start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  try {
    const nodes = parseTOML(text.slice(start), { tomlVersion: '1.0' }).body[0];
    return read({ text, start, nodes, ...tomlTree(nodes) });
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TomlFault) return whyInLine(error.message, error.line);
  if (!(error instanceof ParseError)) return `it is not TOML: ${String(error)}`;
  const plain = PLAIN_WORDS[error.message];
  const message = plain ?? error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return whyInLine(`it is not TOML: ${message}`, faultyLine(error));
}

/** The parser's words for the commonest mistakes, the first of them a section that was added again. */
const PLAIN_WORDS: Readonly<Record<string, string>> = {
  'Defining a key multiple times is invalid': 'a key or a table is written twice',
  'Unspecified values are invalid': 'a value is missing',
  'Expected equal (=) token': 'an equals sign is missing',
  'The key, equals sign, and value must be on the same line': 'a line ends too early',
};

/** The parser finds out at the beginning of a line what is missing at the end of the one before. */
function faultyLine({ message, lineNumber, column }: ParseError): number {
  const isMissing = column === 0 && /^(Unspecified|Expected equal|The key, equals)/.test(message);
  return isMissing ? Math.max(1, lineNumber - 1) : lineNumber;
}

/** Names the line that a reason is about. */
export const whyInLine = (why: string, line: number | null): string =>
  line === null ? why : `${why} (line ${String(line)})`;

/** Tells why a text is not given to the parser; null: it is. */
function unfit(text: string): string | null {
  if (text.length > MOST_CHARACTERS) return 'it is larger than 256 KiB';
  const lost = /[\ufffd\ud800-\udfff]/u.exec(text);
  if (lost) return whyInLine('it contains bytes that are not UTF-8', lineAt(text, lost.index));
  const lone = /\r(?!\n)/.exec(text);
  if (lone) return whyInLine('it has a CR without a line feed', lineAt(text, lone.index));
  const deep = levels(text).findIndex((level) => level > MOST_LEVELS);
  return deep < 0 ? null : whyInLine('it is nested too deep', deep + 1);
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Counts for each line how deep brackets are nested there, and the dots of its keys. */
function levels(text: string): readonly number[] {
  const bare = text.replace(OPAQUE, (opaque) => opaque.replace(/[^\n]/g, ''));
  let open = 0;
  return bare.split('\n').map((line) => {
    let most = open;
    let dots = 0;
    for (const [mark] of line.matchAll(/[[\]{}.]/g)) {
      if (mark === '.') dots += 1;
      else open = Math.max(0, open + (mark === '[' || mark === '{' ? 1 : -1));
      most = Math.max(most, open);
    }
    return most + dots;
  });
}
