import { expect, test } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import { RunLog } from '../../../src/run/run-log.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

test('what programs print cannot move the cursor of whoever reads the log of a run', async () => {
  const host = createHost();
  const log = new RunLog(`${await temporaryFolder()}/log`, () => host.now());
  const outcome = { exitCode: 5, signal: null, stdout: '', stderr: 'no \u001b[2Jroom\n' };
  log.onCall({ path: '/sbin/vgs', args: ['a\u001bb'], outcome: { ...outcome, durationMs: 1 } });
  log.onEvent({ kind: 'turned-back', why: 'no \u009broom' });
  const path = await log.save(host, 'abc123', 'head');
  const text = await host.readText(String(path));
  expect(text).toContain('  | no \\u{1b}[2Jroom\n');
  expect(text).toContain('undoing all changes: no \\u{9b}room\n');
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
});
