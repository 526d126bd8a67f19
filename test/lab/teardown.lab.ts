import { describe, expect, test } from 'vitest';
import { die } from './deaths.ts';
import type { Guest } from './guest/guest.ts';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, bytesOf, importBusybox, picture } from './scenario.ts';

const CONFIRM = '--confirm docker/thinpool';

/** All of /etc has to be as before, LVM's own archive apart. */
const etc = (guest: Guest): Promise<string> =>
  guest.ok(
    'find /etc -xdev -type f ! -path "/etc/lvm/archive/*" ! -path /etc/docker/key.json ' +
      '-exec sha256sum {} + | sort -k2',
  );

/** LVM keeps the history of every group here (vgcfgbackup(8)); it is LVM's, and stays. */
const archive = (guest: Guest): Promise<string> => guest.ok('ls /etc/lvm/archive');

async function withPool(guest: Guest, devices = '/dev/xvdf'): Promise<void> {
  await guest.ok(`dmctl setup direct-lvm ${devices}`);
  await importBusybox(guest);
}

describe('teardown of direct-lvm', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G'] });

  test('is the exact inverse of a setup, to the last byte of the disk with --erase', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const blank = await bytesOf(guest, 'xvdf');
    const [before, files] = [await picture(guest), await etc(guest)];
    await withPool(guest);
    await guest.ok('docker run --net=none --name box bb dd if=/dev/zero of=/file bs=1M count=20');

    const shown = answerOf(await guest.run('dmctl teardown --dry-run --json'));
    expect(shown.data).toMatchObject({ destroys: { images: 1, containers: 1 } });
    expect(shown.warnings.map(({ code }) => code)).toContain('DM220');

    const run = await guest.run(`dmctl teardown ${CONFIRM} --erase --json`);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(answerOf(run)).toMatchObject({ ok: true, changed: true, error: null });
    expect(await picture(guest)).toBe(before);
    expect(await etc(guest)).toBe(files);
    expect(await archive(guest)).toMatch(/^docker_\d+-\d+\.vg$/m);
    expect(await bytesOf(guest, 'xvdf')).toBe(blank);

    const again = answerOf(await guest.run(`dmctl teardown ${CONFIRM} --json`));
    expect(again).toMatchObject({ ok: true, changed: false, exitCode: 0 });
    expect((await guest.run('dmctl verify')).exitCode).toBe(6);
  });

  test('as a script run by hand does the same', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    await withPool(guest);
    await guest.ok('dmctl teardown --dry-run --script > /root/down.sh');
    const ran = await guest.run('bash /root/down.sh');
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
    expect(await picture(guest)).toBe(before);
  });

  test('after a disk was added it leaves both blank, and a second setup takes them', async () => {
    const { guest } = lab;
    await withPool(guest);
    await guest.ok('dmctl resize --add /dev/xvdg');
    const gone = await guest.run(`dmctl teardown ${CONFIRM}`);
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    expect(gone.stdout).toContain('/dev/xvdf, /dev/xvdg');
    expect(
      await guest.ok('wipefs /dev/xvdf /dev/xvdg; pvs --noheadings; ls /etc/lvm/profile'),
    ).not.toMatch(/LVM2|xvd|docker-thinpool/);
    const second = await guest.run('dmctl setup direct-lvm /dev/xvdf /dev/xvdg');
    expect(second.exitCode, second.stdout + second.stderr).toBe(0);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('blanks a disk whose end looks signed, which a pool can leave there', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    await withPool(guest);
    await guest.ok(
      'truncate -s 10G /root/gpt && echo "label: gpt" | sfdisk -q /root/gpt && ' +
        'dd if=/root/gpt of=/dev/xvdf bs=512 skip=20971487 seek=20971487 count=33 conv=notrunc && ' +
        'rm /root/gpt',
    );
    expect(await guest.ok('wipefs /dev/xvdf')).toMatch(
      /gpt[\s\S]*LVM2_member|LVM2_member[\s\S]*gpt/,
    );
    const gone = await guest.run(`dmctl teardown ${CONFIRM}`);
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    const second = await guest.run('dmctl setup direct-lvm /dev/xvdf');
    expect(second.exitCode, second.stdout + second.stderr).toBe(0);
  });

  test('given up once the group is gone, goes on from there when it is asked for again', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    await withPool(guest);
    await die(guest, `dmctl teardown ${CONFIRM}`, 'before-intent:pvremove-xvdf');
    expect(await guest.ok('dmctl rollback')).toContain(`dmctl teardown ${CONFIRM}`);
    expect(await guest.ok('pvs --noheadings -o pv_name,vg_name')).toMatch(/xvdf\s*\n/);
    const told = await guest.ok('dmctl history');
    expect(told).toMatch(/given up +teardown/);
    expect(told).toContain(`dmctl teardown ${CONFIRM}`);
    expect(await guest.ok('dmctl teardown --dry-run')).toContain('physical volume on /dev/xvdf');
    const gone = await guest.run(`dmctl teardown ${CONFIRM}`);
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    expect(await picture(guest)).toBe(before);
  });

  test('keeps what was written into daemon.json since, and the volumes', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = JSON.parse(await guest.readFile('/etc/docker/daemon.json')) as object;
    await withPool(guest);
    await guest.ok(
      `sed -i 's/^{/{\\n  "debug": true,/' /etc/docker/daemon.json && systemctl restart docker`,
    );
    await guest.ok('docker volume create precious');
    const gone = answerOf(await guest.run(`dmctl teardown ${CONFIRM} --json`));
    expect(gone, JSON.stringify(gone)).toMatchObject({ ok: true, exitCode: 0 });
    expect(gone.warnings.map(({ code }) => code)).toEqual(['DM221']);
    expect(JSON.parse(await guest.readFile('/etc/docker/daemon.json'))).toEqual({
      debug: true,
      ...before,
    });
    await guest.ok('test -d /var/lib/docker.torn-down/volumes/precious');
    expect(await guest.ok('docker info --format "{{.Driver}}"')).not.toContain('devicemapper');
  });

  test('refuses without its confirmation, while containers run, and beside volumes of others', async () => {
    const { guest } = lab;
    await withPool(guest);
    const refused = async (flags: string, exitCode: number, code: string): Promise<void> => {
      const before = await picture(guest);
      const run = await guest.run(`dmctl teardown ${flags}`);
      expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringContaining(code)]);
      expect(await picture(guest)).toBe(before);
    };
    await refused('', 21, 'DM072');
    await refused('--confirm docker/thinpoo', 21, 'DM072');
    await refused('--confirm loop-lvm', 21, 'DM072');
    await guest.ok('docker run -d --net=none --name box bb sleep 10000');
    await refused(CONFIRM, 20, 'DM071');
    await guest.ok('docker rm -f box');
    await guest.ok('lvcreate -y -l 1 -n plain docker');
    await refused(CONFIRM, 20, 'docker/plain');
    await guest.ok('lvremove -y docker/plain');
    // LVM makes no thin volumes in a pool whose transactions are Docker's; dmsetup does.
    await guest.ok(
      'dmsetup message docker-thinpool 0 "create_thin 9999" && ' +
        'dmsetup create theirs --table "0 2097152 thin /dev/mapper/docker-thinpool 9999"',
    );
    await refused(CONFIRM, 20, 'theirs');
    await guest.ok('dmsetup remove --retry theirs');
    await guest.ok('vgchange --deltag dmctl docker');
    await refused(CONFIRM, 20, 'DM070');
  });

  test('killed at its steps it is taken up; before the pool is gone it is undone', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const blank = await picture(guest);
    await withPool(guest);
    const pooled = await picture(guest);
    await die(guest, `dmctl teardown ${CONFIRM}`, 'after-effect:restore-data-root');
    await guest.ok('dmctl rollback');
    expect(await picture(guest)).toBe(pooled);
    expect(await guest.ok('docker images -q bb')).not.toBe('');
    await die(guest, `dmctl teardown ${CONFIRM}`, 'after-effect:lvremove');
    await die(guest, 'dmctl resume', 'after-effect:vgremove');
    await die(guest, 'dmctl resume', 'after-effect:pvremove-xvdf');
    await die(guest, 'dmctl resume', 'after-intent:blank-xvdf');
    const again = await guest.run(`dmctl teardown ${CONFIRM}`);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(await picture(guest)).toBe(blank);
  });
});

describe('teardown of loop-lvm', () => {
  const lab = useGuest({ suite: 'bookworm', disks: [] });

  test('is the inverse of a setup', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    await guest.ok('dmctl setup loop-lvm --data-size 2G');
    await importBusybox(guest);
    const gone = await guest.run('dmctl teardown --confirm loop-lvm');
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    expect(await picture(guest)).toBe(before);
    expect(await guest.ok('losetup --list; dmsetup ls; ls /var/lib')).not.toMatch(
      /loop0|torn-down/,
    );
  });
});
