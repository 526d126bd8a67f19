import { ParseError } from '../model/errors.ts';
import { wholeLines } from '../model/lines.ts';

export type ConfigValue = number | string | readonly string[];

const LINE = /^([a-z_]+) ?= ?(.*)$/;
const NUMBER = /^-?\d{1,15}$/;
const STRING = /^"((?:[^"\\]|\\.)*)"$/;
const LIST = /^\[(.*)\]$/;

/**
 * Reads lines `key=value` as lvmconfig prints single settings: a number, a string in double quotes
 * with backslashes before quotes and backslashes, or a list of strings in brackets (lvm.conf(5)).
 * @throws ParseError
 */
export function readConfig(source: string, text: string): ReadonlyMap<string, ConfigValue> {
  const values = new Map<string, ConfigValue>();
  for (const line of wholeLines(source, text).filter((l) => l.trim() !== '')) {
    const [, key, value] = LINE.exec(line.trim()) ?? [];
    if (key === undefined || value === undefined) throw new ParseError(source, 'key=value', line);
    values.set(key, readValue(source, value));
  }
  return values;
}

function readValue(source: string, text: string): ConfigValue {
  if (NUMBER.test(text)) return Number(text);
  const string = STRING.exec(text)?.[1];
  if (string !== undefined) return unescaped(string);
  const list = LIST.exec(text)?.[1];
  if (list !== undefined) return readList(source, list);
  throw new ParseError(source, 'a number, a string or a list', text);
}

const ITEM = /"(?:[^"\\]|\\.)*"/;
const ITEMS = new RegExp(`^(?:${ITEM.source}(?:, *${ITEM.source})*)?$`);

function readList(source: string, text: string): readonly string[] {
  if (!ITEMS.test(text)) throw new ParseError(source, 'a list of strings', text);
  const items = text.match(new RegExp(ITEM, 'g')) ?? [];
  return items.map((item) => unescaped(item.slice(1, -1)));
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, '$1');
