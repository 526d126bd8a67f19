import { ParseError } from '../model/errors.ts';
import type { Fields } from '../model/json.ts';
import { bytes, extents, type Bytes, type Extents } from '../model/units.ts';

/** One row of an LVM report in JSON, in which every value is a string (lvmreport(7), json). */
export type Row = Fields;

/** Reads a string; '' is null. @throws ParseError */
export function textOrNull(row: Row, field: string): string | null {
  const value = row.text(field);
  return value === '' ? null : value;
}

/** Reads a whole number; '' is null. @throws ParseError */
export function wholeOrNull(row: Row, field: string): number | null {
  return row.text(field) === '' ? null : row.digits(field);
}

/** @throws ParseError */
export const byteCount = (row: Row, field: string): Bytes => bytes(row.digits(field));

/** Reads a size in bytes; '' is null. @throws ParseError */
export function byteCountOrNull(row: Row, field: string): Bytes | null {
  return row.text(field) === '' ? null : byteCount(row, field);
}

/** @throws ParseError */
export const extentCount = (row: Row, field: string): Extents => extents(row.digits(field));

const PERCENT = /^\d{1,3}(\.\d{1,4})?$/;

/** Reads a percentage such as `12.05`; '' is null. @throws ParseError */
export function percentOrNull(row: Row, field: string): number | null {
  const value = row.text(field);
  if (value === '') return null;
  if (PERCENT.test(value)) return Number(value);
  throw new ParseError(row.source, `a percentage for ${field}`, value);
}

/** Reads a binary field as --binary prints it: 1, 0 or -1 for unknown (null). @throws ParseError */
export function flagOrNull(row: Row, field: string): boolean | null {
  const value = row.text(field);
  if (value === '1') return true;
  if (value === '0') return false;
  if (value === '-1') return null;
  throw new ParseError(row.source, `1, 0 or -1 for ${field}`, value);
}

/** Reads a string that not every release of LVM reports. @throws ParseError */
export const textOr = (row: Row, field: string, absent: string): string =>
  row.has(field) ? row.text(field) : absent;

/** Reads a binary field that not every release of LVM reports; null: this one does not. */
export const flagIfAny = (row: Row, field: string): boolean | null =>
  row.has(field) ? flagOrNull(row, field) : null;

/** @throws ParseError when the field is unknown to LVM, too */
export function flag(row: Row, field: string): boolean {
  const value = flagOrNull(row, field);
  if (value !== null) return value;
  throw new ParseError(row.source, `1 or 0 for ${field}`, '-1');
}

/** Reads a comma-separated list; '' is the empty list. @throws ParseError */
export function listOf(row: Row, field: string): readonly string[] {
  const value = row.text(field);
  return value === '' ? [] : value.split(',');
}
