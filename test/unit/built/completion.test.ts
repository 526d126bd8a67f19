import { beforeAll, expect, test } from 'vitest';
import { buildDmctl, dmctl, forbidChildren } from '../../helpers/built-dmctl.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

beforeAll(buildDmctl, 120_000);

test.each(['bash', 'zsh'])('a script for %s is printed, and is in the JSON document', (shell) => {
  const { status, stdout, stderr } = dmctl(['completion', shell]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { data } = JSON.parse(dmctl(['completion', shell, '--json']).stdout) as { data: unknown };
  expect(data).toEqual({ shell, script: stdout });
});

test.each([
  [[], /SHELL is missing[\s\S]*completion bash\n[\s\S]*completion zsh\n/],
  [['fish'], /invalid SHELL 'fish'\n[\s\S]*one of bash, zsh\n/],
])('%j is a usage error that lists the shells', (words, message) => {
  const { status, stderr } = dmctl(['completion', ...words]);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

test('completion starts no program', async () => {
  const forbid = forbidChildren(await temporaryFolder());
  const { status, stderr } = dmctl(['completion', 'bash'], { NODE_OPTIONS: `--require ${forbid}` });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
