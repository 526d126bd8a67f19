import { appendFile, copyFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../../src/model/log-entry.ts';
import { LogFiles } from '../../../../src/observe/logs/logs.ts';
import { hostWithLogs } from '../../../helpers/host-with-logs.ts';
import { recordedLines, recordedLog } from '../../../helpers/recorded-logs.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

async function textsOf(entries: AsyncIterable<LogEntry>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { text } of entries) found.push(text.trim());
  return found;
}

const MONITORING = 'Monitoring thin pool docker-thinpool.';
const LINE = recordedLines('bookworm', 'syslog').find((line) => line.includes(` ${MONITORING}`));
const line = (text: string): string => `${String(LINE).replace(MONITORING, text)}\n`;

describe('log files', () => {
  it.each(['bookworm', 'bullseye'])('of %s tell each line once', async (suite) => {
    const folder = await temporaryFolder();
    for (const name of ['syslog', 'kern.log'])
      await copyFile(recordedLog(suite, name), join(folder, name));
    const files = new LogFiles(hostWithLogs(folder));
    const texts = await textsOf(files.entries());
    const inSyslog = recordedLines(suite, 'syslog').filter((one) =>
      one.includes('writeback error'),
    );
    expect(texts.filter((text) => text.includes('writeback error'))).toHaveLength(inSyslog.length);
    expect(texts).toContain(MONITORING);
    expect(new Date(files.begins ?? 0).toISOString()).toMatch(/^2026-11-27T03:/);
    expect(await textsOf(files.news())).toEqual([]);
  });

  it('are those of syslog daemons, older ones first', async () => {
    const folder = await temporaryFolder();
    for (const name of [
      'syslog',
      'messages-20261122',
      'syslog.1',
      'syslog.2.gz',
      'auth.log',
      'messages',
    ])
      await writeFile(join(folder, name), '');
    expect(await new LogFiles(hostWithLogs(folder)).paths()).toEqual([
      '/var/log/messages-20261122',
      '/var/log/syslog.1',
      '/var/log/messages',
      '/var/log/syslog',
    ]);
  });

  it('that grow give what is new, once its line is whole', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'syslog');
    await writeFile(path, line('one'));
    const files = new LogFiles(hostWithLogs(folder));
    expect(await textsOf(files.entries())).toEqual(['one']);
    await appendFile(path, line('two') + line('three').slice(0, 30));
    expect(await textsOf(files.news())).toEqual(['two']);
    await appendFile(path, line('three').slice(30));
    expect(await textsOf(files.news())).toEqual(['three']);
  });

  it('that are rotated are read to their end, and the new one from its beginning', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'syslog');
    await writeFile(path, line('one'));
    const files = new LogFiles(hostWithLogs(folder));
    expect(await textsOf(files.entries())).toEqual(['one']);
    await rename(path, `${path}.1`);
    await appendFile(`${path}.1`, line('two'));
    await writeFile(path, line('three'));
    expect(await textsOf(files.news())).toEqual(['two', 'three']);
    expect(await textsOf(files.news())).toEqual([]);
  });

  it('that are copied and emptied begin anew', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'syslog');
    await writeFile(path, line('one') + line('two'));
    const files = new LogFiles(hostWithLogs(folder));
    expect(await textsOf(files.entries())).toEqual(['one', 'two']);
    await truncate(path, 0);
    await appendFile(path, line('three'));
    expect(await textsOf(files.news())).toEqual(['three']);
  });

  it('full of something else have nothing to say', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'messages'), Buffer.alloc(100_000, 0xff));
    await writeFile(join(folder, 'syslog'), 'no log\n\0\0\0\n');
    expect(await textsOf(new LogFiles(hostWithLogs(folder)).entries())).toEqual([]);
  });
});
