import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/index.ts';

describe('a guest of the lab', () => {
  const lab = useGuest({ suite: 'bookworm', disks: { xvdf: '4G', xvdg: '1G' } });

  test('runs a command and tells output, exit code, signal and time apart', async () => {
    const { guest } = lab;
    const said = await guest.run('echo out; echo err >&2; sleep 0.2; exit 3');
    expect(said).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 3, signal: null });
    expect(said.durationMs).toBeGreaterThanOrEqual(200);
    const plain = await guest.run(['printf', '%s|', 'a b', "it's", '$HOME', 'é\n']);
    expect(plain.stdout).toBe("a b|it's|$HOME|é\n|");
    expect((await guest.run('kill -TERM $$')).signal).toBe('SIGTERM');
    expect((await guest.run(['no-such-program'])).exitCode).toBe(127);
    const surroundings = await guest.run('pwd; echo $WORD; cat', {
      cwd: '/etc',
      env: { WORD: 'hello' },
      stdin: 'given\n',
    });
    expect(surroundings.stdout).toBe('/etc\nhello\ngiven\n');
  });

  test('moves large data both ways whole', async () => {
    const { guest } = lab;
    const large = Buffer.alloc(3_000_000, 'abcdefg\n').toString();
    await guest.writeFile('/root/deep/large', large);
    expect((await guest.readFile('/root/deep/large')) === large).toBe(true);
    const sent = await guest.run(['wc', '-c'], { stdin: large });
    expect(sent.stdout.trim()).toBe('3000000');
  });

  test('gives a command a terminal of a chosen size', async () => {
    const on = await lab.guest.run("stty size; test -t 1 && echo 'a terminal'; exit 4", {
      terminal: { rows: 30, columns: 100 },
    });
    expect(on).toMatchObject({ stdout: '30 100\r\na terminal\r\n', exitCode: 4 });
  });

  test('runs commands in the background, which hear signals', async () => {
    const background = lab.guest.start(
      'trap "echo bye; exit 7" INT; echo up; while :; do sleep 1; done',
    );
    expect(await background.waitForOutput(/up/)).toBe(true);
    background.kill('SIGINT');
    expect(await background.wait()).toMatchObject({ exitCode: 7, stdout: 'up\nbye\n' });
  });

  test('has blank disks under the names that LVM prints', async () => {
    const { guest } = lab;
    const scan = await guest.ok('lvmdiskscan');
    expect(scan).toMatch(/\/dev\/xvdf +\[ +4\.00 GiB\]/);
    expect(scan).toMatch(/\/dev\/xvdg +\[ +1\.00 GiB\]/);
    const zeros = await guest.ok('head -c 1G /dev/zero | sha256sum');
    expect(zeros).toContain(await guest.sha256('/dev/xvdg'));
  });

  test('takes a disk while it runs, and gives it back', async () => {
    const { guest } = lab;
    await guest.plugDisk('xvdh', '512M');
    expect(await guest.ok('blockdev --getsize64 /dev/xvdh')).toBe('536870912\n');
    await guest.ok('pvcreate /dev/xvdh');
    await guest.pullDisk('xvdh');
    expect((await guest.run('test -e /dev/xvdh')).exitCode).toBe(1);
  });

  test('loses what was not synced in a power cut, and boots again on the rest', async () => {
    const { guest } = lab;
    await guest.ok('pvcreate /dev/xvdf && vgcreate kept /dev/xvdf && echo synced >/root/a && sync');
    const running = guest.start('echo lost >/root/b; echo written; sleep 1000');
    await running.waitForOutput(/written/);
    await guest.powerCut();
    expect(await running.wait()).toMatchObject({ signal: 'POWER', exitCode: null });
    await guest.boot();
    expect(await guest.readFile('/root/a')).toBe('synced\n');
    expect((await guest.run('cat /root/b')).exitCode).toBe(1);
    expect(await guest.ok('vgs --noheadings -o vg_name')).toBe('  kept\n');
  });

  test('reboots cleanly with its root and its disks', async () => {
    const { guest } = lab;
    await guest.ok('echo kept >/root/a; vgcreate kept /dev/xvdf');
    await guest.reboot();
    expect(await guest.readFile('/root/a')).toBe('kept\n');
    expect(await guest.ok('vgs --noheadings -o vg_name')).toBe('  kept\n');
  });
});
