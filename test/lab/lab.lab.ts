import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { whyNoLab } from './guest/availability.ts';
import { useGuest } from './guest/index.ts';
import { bytesOf } from './scenario.ts';

const MIB = 2 ** 20;

describe('a guest of the lab', () => {
  const lab = useGuest({ suite: 'bookworm', disks: { xvdf: '4G', xvdg: '64M' } });

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
    expect(scan).toMatch(/\/dev\/xvdg +\[ +64\.00 MiB\]/);
    const zeros = await guest.ok('head -c 64M /dev/zero | sha256sum');
    expect(zeros).toContain(await guest.sha256('/dev/xvdg'));
  });

  test('tells by one hash whether any byte of a disk is another', async () => {
    const { guest } = lab;
    const blank = await bytesOf(guest, 'xvdf');
    const seen = new Set([blank]);
    const put = (byte: string, at: number): Promise<string> =>
      guest.ok(`printf '${byte}' | dd of=/dev/xvdf bs=1 seek=${String(at)} conv=notrunc,fsync`);
    const places = [0, 7 * MIB - 1, 7 * MIB, 4096 * MIB - 1];
    for (const at of places) {
      await put('x', at);
      seen.add(await bytesOf(guest, 'xvdf'));
      await put(String.raw`\0`, at);
      expect(await bytesOf(guest, 'xvdf'), 'zeros again, which are written now').toBe(blank);
    }
    expect(seen.size).toBe(1 + places.length);
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

/** How the process that has a guest may come to its end. */
const ENDS = {
  'is killed': (owner) => void owner.kill('SIGKILL'),
  'was forked by a vitest that is gone': (owner) => {
    owner.disconnect();
  },
} satisfies Record<string, (owner: ChildProcess) => void>;

describe('a guest whose owner', () => {
  test.for(Object.entries(ENDS))('%s does not outlive it', async ([, end], { skip }) => {
    skip(whyNoLab() !== null, 'no lab here');
    const program = fileURLToPath(import.meta.resolve('./orphan.ts'));
    const owner = fork(program, { execArgv: ['--import', 'tsx'] });
    const [pid] = (await once(owner, 'message')) as [number];
    const kernel = `/proc/${String(pid)}`;
    expect(existsSync(kernel)).toBe(true);
    end(owner);
    await vi.waitUntil(() => !existsSync(kernel), { timeout: 10_000 });
  });
});

describe('reset', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['4G', '64M'] });

  // The guest is compared with its first state by reset itself, which fails if anything is left.
  test.for([
    ['a volume group', 'vgcreate docker /dev/xvdf && lvcreate -n a -L 100M docker'],
    [
      'a running container',
      `systemctl start docker && docker import /opt/lab/bb.tar bb &&
      docker run -d --net=none bb sleep 1000`,
    ],
    [
      'mounts, swap and loop devices',
      `mkfs.ext4 -q /dev/xvdg && mkdir -p /mnt/x &&
      mount /dev/xvdg /mnt/x && truncate -s 64M /tmp/f && losetup -f /tmp/f &&
      mkswap /dev/xvdf && swapon /dev/xvdf`,
    ],
    [
      'changed configuration',
      `rm -r /etc/lvm && echo broken >/etc/docker/daemon.json &&
      systemctl enable docker && mkdir -p /var/lib/dmctl && (systemctl start docker; true)`,
    ],
    [
      'a suspended device with a writer',
      `
      dmsetup create s --table '0 8192 linear /dev/xvdf 0' && dmsetup suspend s
      (dd if=/dev/zero of=/dev/mapper/s bs=1M count=1 oflag=direct &) 2>/dev/null`,
    ],
    [
      'a full thin pool with a waiting writer',
      `set -e
      vgcreate docker /dev/xvdf; lvcreate -q --type thin-pool -L 64M -n p docker
      lvcreate -q -V 1G --thinpool p -n thin docker
      (dd if=/dev/zero of=/dev/docker/thin bs=1M oflag=direct &) 2>/dev/null
      while :; do
        events=$(dmsetup info -c --noheadings -o events docker-p-tpool)
        dmsetup status --noflush docker-p-tpool | grep -q out_of_data && break
        dmsetup wait docker-p-tpool "$events"
      done`,
    ],
  ] as const)('takes away %s', async ([, script]) => {
    await lab.guest.ok(script);
    await lab.guest.reset();
  });

  test('leaves nothing that a power cut could take back', async () => {
    const { guest } = lab;
    const hashes = 'find /etc -type f -exec sha256sum {} + | sort';
    const before = await guest.ok(hashes);
    await guest.ok('echo broken >/etc/docker/daemon.json');
    await guest.reset();
    await guest.powerCut();
    await guest.boot();
    expect(await guest.ok(hashes)).toBe(before);
  });
});
