import { expect, test } from 'vitest';
import { withLock } from '../../../src/run/session.ts';
import type { ApplyEvent } from '../../../src/model/plan/events.ts';
import { changingParts } from '../../helpers/changing-parts.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const request = (timeoutSeconds: number, events: ApplyEvent[] = []) => ({
  command: 'setup direct-lvm /dev/xvdf',
  timeoutSeconds,
  listen: (event: ApplyEvent) => void events.push(event),
});

test('a command that finds the lock held names its holder, with exit 75', async () => {
  const parts = changingParts(await temporaryFolder());
  await withLock(parts, request(0), async () => {
    const second = withLock(parts, request(0), () => Promise.resolve());
    await expect(second).rejects.toMatchObject({ failure: { code: 'DM053', exitCode: 75 } });
    await expect(second).rejects.toHaveProperty(
      'failure.why',
      expect.stringMatching(/^process \d+ \(tester\) .*: setup direct-lvm \/dev\/xvdf$/),
    );
  });
});

test('a command that may wait reports that it waits, and gets the lock when it is free', async () => {
  const parts = changingParts(await temporaryFolder());
  const events: ApplyEvent[] = [];
  let second: Promise<string> = Promise.resolve('');
  await withLock(parts, request(0), async () => {
    second = withLock(parts, request(10, events), () => Promise.resolve('mine'));
    await expect.poll(() => events).toHaveLength(1);
  });
  expect(await second).toBe('mine');
  expect(events).toMatchObject([{ kind: 'waiting-for-lock' }]);
});

test('the lock is released when the work fails', async () => {
  const parts = changingParts(await temporaryFolder());
  const failing = withLock(parts, request(0), () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withLock(parts, request(0), () => Promise.resolve('mine'))).toBe('mine');
});
