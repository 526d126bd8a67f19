import { describe, expect, test } from 'vitest';
import type { Guest } from './guest/guest.ts';
import type { RunningCommand } from './guest/running-command.ts';
import { useGuest } from './guest/use-guest.ts';
import { RELEASES } from './releases.ts';
import { answerOf, importBusybox } from './scenario.ts';

interface Entry {
  readonly time: string;
  readonly source: string;
  readonly text: string;
  readonly note: string | null;
  readonly code: string | null;
}

async function entriesOf(guest: Guest, since: string): Promise<readonly Entry[]> {
  const { data } = answerOf(await guest.run(`dmctl logs --json --since ${since}`));
  return data['entries'] as readonly Entry[];
}

/** Ends `dmctl logs -f` as Ctrl-C does, which leaves nothing behind. */
async function endOf(guest: Guest, following: RunningCommand): Promise<string> {
  following.kill('SIGINT');
  const { exitCode, stdout, stderr } = await following.wait();
  expect([exitCode, stderr]).toEqual([130, '']);
  expect((await guest.run('pgrep -x journalctl')).exitCode, 'a journalctl is left').toBe(1);
  return stdout;
}

const WRITER = 'docker run --net=none bb dd if=/dev/zero of=/f bs=1M count=1200 conv=fsync';

describe.each(RELEASES)('the log of a pool on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['1G'] });

  test('tells who said what while it fills, with what it means, and goes on telling', async () => {
    const { guest } = lab;
    expect(await guest.ok('dmctl logs'), 'before there is a pool').toMatch(/from the journal\.$/m);
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    await guest.ok('echo 5 >/sys/module/dm_thin_pool/parameters/no_space_timeout');

    const following = guest.start('exec dmctl logs -f --since 1h');
    expect(await following.waitForOutput(/dmeventd {2}Monitoring thin pool docker-thinpool/)).toBe(
      true,
    );
    const filling = guest.run(WRITER, { timeoutMs: 600_000 });
    expect(
      await following.waitForOutput(
        /kernel {4}device-mapper: thin: \S+ switching pool to out-of-data-space \(error IO\) mode\n {31}\^ .*dmctl explain DM114/,
      ),
    ).toBe(true);
    expect((await filling).exitCode).not.toBe(0);
    expect((await guest.run('docker run --net=none bb true')).exitCode).not.toBe(0);
    expect(await following.waitForOutput(/docker {4}.*free data blocks[\s\S]*DM122/)).toBe(true);
    const followed = await endOf(guest, following);

    const entries = await entriesOf(guest, '1h');
    const told = (source: string, text: RegExp): string[] =>
      entries.filter((e) => e.source === source && text.test(e.text)).map((e) => String(e.code));
    expect(told('kernel', /low water mark for data device/)).toContain('DM120');
    expect(told('dmeventd', /Insufficient free space: \d+ extents needed/)).toContain('DM204');
    expect(told('dmeventd', /data is now \d+\.\d+% full/)).toContain('DM120');
    expect(told('docker', /Thin Pool has \d+ free data blocks/)).toContain('DM122');
    expect(told('docker', /^time=/)).toEqual([]);
    const times = entries.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    const said = await guest.ok('dmctl logs --since boot -v');
    for (const { text } of entries) expect(said).toContain(text.trim().split('\n')[0]);
    expect(said.split('\n').length).toBeGreaterThan(followed.split('\n').length);

    const piped = await guest.run('dmctl logs -f | head -n 1');
    expect([piped.exitCode, piped.stderr]).toEqual([0, '']);
    expect((await guest.run('pgrep -x journalctl')).exitCode).toBe(1);
  });

  test('has nothing that other users or containers said, and no line ends it', async () => {
    const { guest } = lab;
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    await importBusybox(guest);
    const forged = 'devmapper: Thin pool docker-thinpool-tpool data is now 99.13% full.';
    for (const name of ['dmeventd', 'lvm', 'dockerd'])
      await guest.ok(`runuser -u nobody -- logger -t ${name} '${forged}'`);
    for (const tag of ['dmeventd', 'dockerd'])
      await guest.ok(
        `docker run --net=none --log-driver=journald --log-opt tag=${tag} bb echo '${forged}'`,
      );
    const long =
      '{ printf "SYSLOG_IDENTIFIER=lvm\\nMESSAGE="; head -c 1300000 /dev/zero | tr "\\0" x; echo; }';
    await guest.ok(`${long} | logger --journald && journalctl --sync`);
    expect(await guest.ok('journalctl --no-pager -o cat | grep -c 99.13%')).toBe('5\n');
    const { data } = answerOf(await guest.run('dmctl logs --json --since 1h'));
    const entries = data['entries'] as readonly Entry[];
    expect(entries.map(({ source }) => source)).toContain('dmeventd');
    expect(entries.filter(({ text }) => text.includes('99.13%'))).toEqual([]);
    expect(data['unread']).toBe(1);
  });

  test('is read from files where there is no journal, and followed past their rotation', async () => {
    const { guest } = lab;
    await guest.ok('systemctl enable --now rsyslog.service');
    await guest.ok('dmctl setup direct-lvm /dev/xvdf');
    const inJournal = await entriesOf(guest, '1h');
    const journalctl = (await guest.ok('command -v journalctl')).trim();
    await guest.ok(['mv', journalctl, `${journalctl}.away`]);
    try {
      const monitoring = 'Monitoring thin pool docker-thinpool.';
      const watched = await guest.ok(`grep -c '${monitoring}' /var/log/syslog`);
      const { data } = answerOf(await guest.run('dmctl logs --json'));
      expect(data).toMatchObject({ source: 'files' });
      expect(data['files']).toEqual(
        expect.arrayContaining(['/var/log/kern.log', '/var/log/syslog']),
      );
      const texts = (data['entries'] as readonly Entry[]).map(({ text }) => text.trim());
      expect(texts.filter((text) => text === monitoring)).toHaveLength(Number(watched));
      const kernel = inJournal.filter(({ source }) => source === 'kernel');
      expect(kernel.length).toBeGreaterThan(0);
      expect(texts).toEqual(expect.arrayContaining(kernel.map(({ text }) => text.trim())));

      const following = guest.start('exec dmctl logs -f');
      expect(await following.waitForOutput(/Monitoring thin pool/)).toBe(true);
      await guest.ok('mv /var/log/syslog /var/log/syslog.1 && pkill -HUP -x rsyslogd');
      await guest.ok('lvchange --monitor n docker/thinpool');
      expect(await following.waitForOutput(/dmeventd {2}No longer monitoring thin pool/)).toBe(
        true,
      );
      await endOf(guest, following);

      await guest.ok('systemctl stop rsyslog.service syslog.socket');
      await guest.ok('rm /var/log/syslog* /var/log/*.log /var/log/messages 2>/dev/null || true');
      const none = answerOf(await guest.run('dmctl logs --json'));
      expect(none).toMatchObject({ exitCode: 20, error: { code: 'DM007' } });
    } finally {
      await guest.ok(['mv', `${journalctl}.away`, journalctl]);
    }
  });
});
