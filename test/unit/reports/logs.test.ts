import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { followLog, showLogs } from '../../../src/reports/logs.ts';
import type { Parts } from '../../../src/run/context.ts';
import { readOnly } from '../../../src/host/read-only.ts';
import { LAST_DAY, parseSince, type Since } from '../../../src/model/since.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { changingParts } from '../../helpers/changing-parts.ts';
import { fakePrograms } from '../../helpers/fake-programs.ts';
import { hostWithLogs } from '../../helpers/host-with-logs.ts';
import { placeWithInterruptedRun } from '../../helpers/interrupted-run.ts';
import { recordedLines, recordedLog } from '../../helpers/recorded-logs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const QUIET = {
  ...({ json: false, colour: 'never', units: 'iec', quiet: false, verbose: false } as const),
  timings: false,
};
const plain = makeStyle(false, 'iec');
const since = (text: string): Since => {
  const read = parseSince(text);
  if (!read.ok) throw new Error(read.why);
  return read.value;
};
const WEEK = since('1w');

interface Logs {
  /** What stands for journalctl; null: there is none. */
  readonly journalctl: string | null;
  /** Recorded files by the name they have in /var/log. */
  readonly files?: Readonly<Record<string, string>>;
}

async function partsWith({ journalctl, files = {} }: Logs): Promise<Parts & { folder: string }> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'journal/d3c7'), { recursive: true });
  if (journalctl !== null) await writeFile(join(folder, 'journal/d3c7/system.journal'), '');
  for (const [name, path] of Object.entries(files)) await copyFile(path, join(folder, name));
  const places = await fakePrograms(join(folder, 'bin'), journalctl === null ? {} : { journalctl });
  const host = hostWithLogs(folder, { places });
  return { ...changingParts(folder), host, reader: readOnly(host), folder };
}

const JOURNAL = recordedLog('bookworm', 'journal.jsonl');
const SYSLOG = recordedLog('bookworm', 'syslog');

interface Data {
  readonly source: string;
  readonly files: readonly string[];
  readonly begins: string | null;
  readonly leftOut: number;
  readonly entries: readonly { readonly time: string; readonly text: string }[];
}

async function dataOf(logs: Logs, span: Since = LAST_DAY): Promise<Data> {
  return (await showLogs(await partsWith(logs), span, false)).data as unknown as Data;
}

describe('dmctl logs', () => {
  it('reads the journal, and says from when to when', async () => {
    const parts = await partsWith({ journalctl: `cat ${JOURNAL}` });
    const answer = await showLogs(parts, LAST_DAY, false);
    expect(answer).toMatchObject({
      exitCode: 0,
      changed: false,
      data: { since: '2026-11-27T00:00:00.000Z', source: 'journal', files: [], leftOut: 0 },
    });
    expect(answer.text(plain)).toMatch(
      /switching pool to fail mode[\s\S]*\n\n\d+ lines since .* \(the last 24 h\), from the journal\.\n/,
    );
  });

  it('says first that a run was interrupted', async () => {
    const { stateDir } = (await placeWithInterruptedRun()).parts;
    const parts = { ...(await partsWith({ journalctl: `cat ${JOURNAL}` })), stateDir };
    const answer = await showLogs(parts, LAST_DAY, false);
    expect(answer.warnings).toMatchObject([{ code: 'DM054' }]);
    expect(answer.text(plain)).toMatch(/^note DM054: run abc123 .* is unfinished, stopped in/);
  });

  it('passes over a line that is too long or damaged, and counts it', async () => {
    const folder = await temporaryFolder();
    const [first = '', ...lines] = recordedLines('bookworm', 'journal.jsonl');
    const long = JSON.stringify({ MESSAGE: 'x'.repeat(1_300_000) });
    await writeFile(join(folder, 'odd'), `${[long, first, long, '{"', ...lines].join('\n')}\n`);
    const parts = await partsWith({ journalctl: `cat ${join(folder, 'odd')}` });
    const answer = await showLogs(parts, LAST_DAY, false);
    expect(answer.data['unread']).toBe(3);
    expect(answer.text(plain)).toContain('3 lines of the journal could not be read.');
    const { entries } = await dataOf({ journalctl: `cat ${JOURNAL}` });
    expect(answer.data['entries']).toEqual(entries);
  });

  it('reads the files for the time before the journal begins, and both are one log', async () => {
    const lines = recordedLines('bookworm', 'journal.jsonl');
    const late = lines.slice(100).join('\n');
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'late'), `${late}\n`);
    const both = await dataOf({
      journalctl: `cat ${join(folder, 'late')}`,
      files: { syslog: SYSLOG },
    });
    const all = await dataOf({ journalctl: `cat ${JOURNAL}` });
    expect(both).toMatchObject({ source: 'both', files: ['/var/log/syslog'] });
    const texts = (data: Data): readonly string[] =>
      data.entries.map(({ text }) => text.trim()).filter((text) => /switching|growing/.test(text));
    expect(texts(both)).toEqual(texts(all));
    const times = both.entries.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });

  it('reads the files where there is no journal, and says how far they go back', async () => {
    const data = await dataOf({ journalctl: null, files: { syslog: SYSLOG } }, WEEK);
    expect(data).toMatchObject({
      source: 'files',
      begins: expect.stringMatching(/^2026-11-27T03/) as string,
    });
    expect(data.entries.length).toBeGreaterThan(50);
  });

  it('takes no more of the files than requested', async () => {
    const data = await dataOf({ journalctl: null, files: { syslog: SYSLOG } }, since('1m'));
    expect(data).toMatchObject({ entries: [], begins: null });
  });

  it('reports that a journal cannot be read, instead of nothing', async () => {
    const parts = await partsWith({
      journalctl: 'echo "Failed to open files: Bad message" >&2; exit 1',
    });
    await expect(showLogs(parts, LAST_DAY, false)).rejects.toMatchObject({
      name: 'HostError',
      message: expect.stringMatching(/Bad message/) as string,
    });
  });

  it('says when there is no log at all', async () => {
    const parts = await partsWith({ journalctl: null });
    await expect(showLogs(parts, LAST_DAY, false)).rejects.toMatchObject({
      failure: { code: 'DM007', exitCode: 20 },
    });
  });

  it('refuses other users than root, and a time in the future, before any program is started', async () => {
    const parts = await partsWith({ journalctl: `cat ${JOURNAL}` });
    const nobody = { ...parts, host: { ...parts.host, euid: 1000 } };
    await expect(showLogs(nobody, LAST_DAY, false)).rejects.toMatchObject({
      failure: { code: 'DM003' },
    });
    await expect(showLogs(parts, since('2030-01-01'), false)).rejects.toMatchObject({
      failure: { code: 'DM002', exitCode: 2 },
    });
  });
});

/** A standard output that keeps what was written. */
function output() {
  const stream = new PassThrough();
  let said = '';
  stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { stream: stream as unknown as NodeJS.WriteStream, said: () => said };
}

/** Waits until this was written, then for the end that a signal brings. */
async function until(said: () => string, words: RegExp): Promise<void> {
  await vi.waitFor(
    () => {
      expect(said()).toMatch(words);
    },
    { timeout: 15_000 },
  );
}

describe('dmctl logs -f', () => {
  it('shows the journal, waits for more, and a signal ends it and journalctl', async () => {
    const parts = await partsWith({ journalctl: '' });
    await fakePrograms(join(parts.folder, 'bin'), {
      journalctl: `cat ${JOURNAL}; echo $$ >${parts.folder}/pid; exec sleep 600`,
    });
    const { stream, said } = output();
    const ended = followLog(parts, since('boot'), QUIET, stream);
    await until(said, /more like these[\s\S]*Cannot get thin-pool major:minor[\s\S]*Cannot get/);
    process.emit('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130, failures: [] });
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it('continues with files that grow', async () => {
    const parts = await partsWith({ journalctl: null, files: { syslog: SYSLOG } });
    const { stream, said } = output();
    const ended = followLog(parts, LAST_DAY, QUIET, stream);
    await until(said, /switching pool to fail mode/);
    const [line = ''] = recordedLines('bookworm', 'syslog').filter((one) =>
      one.includes('fail mode'),
    );
    await writeFile(join(parts.folder, 'syslog'), `${line.replace('fail mode', 'write mode')}\n`, {
      flag: 'a',
    });
    await until(said, /switching pool to fail mode[\s\S]*switching pool to write mode/);
    process.emit('SIGTERM');
    expect(await ended).toMatchObject({ exitCode: 143 });
  });

  it('ends when nobody reads the output any more', async () => {
    const parts = await partsWith({ journalctl: `cat ${JOURNAL}; exec sleep 600` });
    const { stream, said } = output();
    const ended = followLog(parts, since('boot'), QUIET, stream);
    await until(said, /switching pool to fail mode/);
    stream.destroy();
    expect(await ended).toMatchObject({ exitCode: 0 });
  });
});
