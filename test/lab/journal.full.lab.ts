import { describe, expect, test } from 'vitest';
import { die, succeed } from './deaths.ts';
import { useGuest } from './guest/use-guest.ts';
import { mustBeSound } from './loop-scenario.ts';
import { answerOf, picture, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf';
const JOURNAL = '/var/lib/dmctl/runs/*/journal.jsonl';

describe('the journal', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'] });

  test('with a torn last line is gone on with, and undone', async () => {
    const { guest } = lab;
    const before = await picture(guest);
    await die(guest, SETUP, 'after-result:vgcreate');
    await guest.ok(`truncate -s -20 ${JOURNAL}`);
    await die(guest, SETUP, 'after-result:lvconvert');
    await guest.ok(`truncate -s -20 ${JOURNAL}`);
    await succeed(guest, 'dmctl rollback --yes', 'a torn line');
    expect(await picture(guest)).toBe(before);
    await succeed(guest, SETUP, 'a torn line');
    await mustBeSound(guest);
  });

  test('with a damaged line in its middle, or of another version, changes nothing and says so', async () => {
    const { guest } = lab;
    await die(guest, SETUP, 'after-effect:vgcreate');
    const before = await picture(guest);
    await guest.ok(`cp -p ${JOURNAL} /root/journal`);
    const refused = async (words: RegExp): Promise<void> => {
      for (const command of [SETUP, 'dmctl resume', 'dmctl rollback --yes']) {
        const run = await guest.run(command);
        expect(run.exitCode, `${command}\n${run.stdout}${run.stderr}`).toBe(20);
        expect(run.stderr).toContain('DM055');
        expect(run.stderr).toMatch(words);
      }
      expect(await picture(guest)).toBe(before);
    };
    await guest.ok(`sed -i '2s/"at"/"au"/' ${JOURNAL}`);
    await refused(/line 2 is damaged/);

    const newer = `
const { createHash } = require('node:crypto'); const fs = require('node:fs');
const lines = fs.readFileSync('/root/journal', 'utf8').trimEnd().split('\\n');
const text = lines[0].slice(13).replace('"schema":1', '"schema":2');
lines[0] = createHash('sha256').update(text).digest('hex').slice(0, 12) + ' ' + text;
fs.writeFileSync(process.argv[2], lines.join('\\n') + '\\n');`;
    await guest.writeFile('/root/newer.cjs', newer);
    await guest.ok(`node /root/newer.cjs ${JOURNAL}`);
    await refused(/version 2/);

    await guest.ok(`cat /root/journal >$(echo ${JOURNAL})`);
    await succeed(guest, 'dmctl resume', 'the journal as it was');
    await mustBeSound(guest);
  });

  test('on a disk that is full: refused before the first step, or stopped, and taken up with room', async () => {
    const { guest } = lab;
    // The last page of the journal can have room up to Docker's start, and a first start leaves files.
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    await guest.ok(
      'mkdir -m 700 /var/lib/dmctl && mount -t tmpfs -o size=8k,mode=700 none /var/lib/dmctl',
    );
    const first = await guest.run(SETUP);
    expect(first.exitCode, first.stdout + first.stderr).toBe(20);
    expect(first.stderr).toMatch(/ENOSPC/);
    expect(await picture(guest)).toBe(before);
    await guest.ok('mount -o remount,size=1m /var/lib/dmctl');

    // The disk fills up while LVM is at work.
    const fills = `#!/bin/sh
/sbin/lvm vgcreate "$@"; code=$?
dd if=/dev/zero of=/var/lib/dmctl/filler bs=4k 2>/dev/null
exit $code
`;
    const full = await withProgram(guest, 'vgcreate', fills, () => guest.run(SETUP));
    expect(full.exitCode, full.stdout + full.stderr).toBe(31);
    expect(full.stderr).toMatch(/DM051[^]*journal[^]*ENOSPC[^]*free space[^]*dmctl resume/);
    const still = await guest.run('dmctl resume');
    expect([20, 31], still.stdout + still.stderr).toContain(still.exitCode);
    await guest.ok('rm /var/lib/dmctl/filler');
    await succeed(guest, 'dmctl rollback --yes', 'a full disk');
    expect(await picture(guest)).toBe(before);
    await succeed(guest, SETUP, 'a full disk');
    await mustBeSound(guest);
  });

  test('written before and after the clock was set ten years back is read all the same', async () => {
    const { guest } = lab;
    const before = await picture(guest);
    const shift = (seconds: number): Promise<string> =>
      guest.ok(`date -s "@$(( $(date +%s) + ${String(seconds)} ))"`);
    const decade = 315_360_000;
    await die(guest, SETUP, 'after-effect:lvconvert');
    await shift(-decade);
    try {
      const other = await guest.run('dmctl setup direct-lvm /dev/xvdf --vg other');
      expect(other.stderr).toContain('DM054');
      await succeed(guest, 'dmctl rollback --yes', 'ten years back');
      expect(await picture(guest)).toBe(before);
      await die(guest, SETUP, 'after-effect:lvcreate-data');
      await succeed(guest, 'dmctl resume', 'ten years back');
      await mustBeSound(guest);
      expect((await guest.ok('dmctl history')).match(/setup direct-lvm/g)).toHaveLength(2);
      expect(answerOf(await guest.run(`${SETUP} --json`))).toMatchObject({ changed: false });
    } finally {
      await shift(decade);
    }
  });
});
