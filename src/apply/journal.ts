import { sha256Of } from '../model/sha256.ts';
import type { AppendFile, Host } from '../model/host.ts';
import type { JournalRecord } from '../model/plan/journal.ts';

/** For root only, since it holds plans and previous configuration files. */
const PRIVATE = { uid: 0, gid: 0, mode: 0o700 };

/** The directory of one run: journal.jsonl, blobs/SHA256. */
export const runFolder = (stateDir: string, runId: string): string => `${stateDir}/runs/${runId}`;

const sealOf = (text: string): string => sha256Of(text).slice(0, 12);

/** One journal line without its line end: a seal over the record, then the record. */
export const journalLine = (record: JournalRecord): string => sealed(JSON.stringify(record));

/** Text of one line under a seal by which damage is seen. */
export const sealed = (text: string): string => `${sealOf(text)} ${text}`;

/** The contents of a journal file: every whole record, and whether it ends with a torn line. */
export interface JournalContent {
  readonly records: readonly JournalRecord[];
  readonly torn: boolean;
}

/**
 * Reads a journal. A last line torn by a power cut is dropped: it was not on disk, so what it announces
 * had not begun. A damaged line before the last one is an error.
 * @throws Error naming the line
 */
export function readJournal(text: string): JournalContent {
  const { lines, torn } = sealedLines(text);
  return { records: lines.map((line) => JSON.parse(line) as JournalRecord), torn };
}

/**
 * Reads the last record of a journal alone, but checks every line.
 * @returns null if the journal is of another version, or its last line is torn
 * @throws Error naming a damaged line
 */
export function lastRecord(text: string): JournalRecord | null {
  const { lines, torn } = sealedLines(text);
  const last = lines.at(-1);
  const isOurs = lines[0]?.startsWith('{"kind":"opened","schema":1,') === true;
  return torn || !isOurs || last === undefined ? null : (JSON.parse(last) as JournalRecord);
}

/** The records as text, each under its seal. */
function sealedLines(text: string): { readonly lines: readonly string[]; readonly torn: boolean } {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const sealed: string[] = [];
  for (const [index, line] of lines.entries()) {
    const record = unsealed(line);
    if (record === null) {
      if (index === lines.length - 1 && rest === '') return { lines: sealed, torn: true };
      throw new Error(`line ${String(index + 1)} is damaged`);
    }
    sealed.push(record);
  }
  return { lines: sealed, torn: rest !== '' };
}

/** The text of a line under its seal; null if the line is damaged. */
export function unsealed(line: string): string | null {
  const space = line.indexOf(' ');
  const text = line.slice(space + 1);
  return space > 0 && sealOf(text) === line.slice(0, space) ? text : null;
}

/** Creates the directory of a run and stores the file contents that its plan refers to. */
export async function makeRunFolder(
  host: Host,
  stateDir: string,
  runId: string,
  blobs: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = runFolder(stateDir, runId);
  for (const path of [stateDir, `${stateDir}/runs`]) {
    if ((await host.stat(path)) === null) await host.makeDirectory(path, PRIVATE, null);
  }
  await host.makeDirectory(folder, PRIVATE, null);
  await host.makeDirectory(`${folder}/blobs`, PRIVATE, null);
  for (const [sha256, content] of Object.entries(blobs)) {
    const bytes = Buffer.from(content, 'base64');
    await host.replaceFile(`${folder}/blobs/${sha256}`, bytes, null, { ...PRIVATE, mode: 0o600 });
  }
}

/** The open journal of a run. Each record is on disk before the run continues. */
export interface Journal {
  readonly runId: string;
  write(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a run's journal for appending. A torn last line is ended first, so that the next record starts on
 * a line of its own.
 */
export async function openJournal(host: Host, stateDir: string, runId: string): Promise<Journal> {
  const path = `${runFolder(stateDir, runId)}/journal.jsonl`;
  await dropTornEnd(host, path);
  const file: AppendFile = await host.openAppend(path);
  return {
    runId,
    write: (record) => file.append(journalLine(record)),
    close: () => file.close(),
  };
}

async function dropTornEnd(host: Host, path: string): Promise<void> {
  const bytes = await host.readBytes(path);
  if (bytes === null) return;
  const text = Buffer.from(bytes).toString('utf8');
  const { records, torn } = readJournal(text);
  if (!torn) return;
  const whole = Buffer.from(records.map((record) => `${journalLine(record)}\n`).join(''));
  const sha256 = sha256Of(bytes);
  await host.replaceFile(path, whole, sha256, { ...PRIVATE, mode: 0o600 });
}
