import { describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, importBusybox, picture, withProgram } from './scenario.ts';

const SETUP = 'dmctl setup direct-lvm /dev/xvdf --managed';
const RECORD = '/var/lib/docker/devicemapper/setup-config.json';

describe.each(['bookworm', 'bullseye'] as const)('setup direct-lvm --managed on %s', (suite) => {
  const lab = useGuest({ suite, disks: ['10G'] });

  test('has Docker make the pool, a container runs on it, verify agrees, a second run does nothing', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const first = await guest.run(`${SETUP} --min-free-space 5% --json`);
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    const set = answerOf(first);
    expect(set).toMatchObject({ ok: true, changed: true, error: null });
    expect(set.data).toMatchObject({
      mode: 'direct-lvm',
      pool: { dmName: 'docker-thinpool', monitored: true, autoextend: { canExtend: false } },
      dataRoot: { movedTo: '/var/lib/docker.bk' },
    });
    expect(set.warnings.map(({ code }) => code)).toEqual(['DM204']);
    expect(JSON.parse(await guest.readFile('/etc/docker/daemon.json'))).toMatchObject({
      'storage-driver': 'devicemapper',
      'storage-opts': [
        ...['dm.directlvm_device=/dev/xvdf', 'dm.thinp_percent=95', 'dm.thinp_metapercent=1'],
        ...['dm.thinp_autoextend_threshold=80', 'dm.thinp_autoextend_percent=20'],
        ...['dm.directlvm_device_force=false', 'dm.use_deferred_removal=true'],
        ...['dm.use_deferred_deletion=true', 'dm.min_free_space=5%'],
      ],
    });
    expect(await guest.ok('lvs --noheadings -o seg_monitor,lv_profile docker/thinpool')).toMatch(
      /^\s*monitored\s+docker-thinpool\s*$/,
    );

    const uuid = (await guest.ok('pvs --noheadings -o pv_uuid /dev/xvdf')).trim();
    expect(await guest.readFile('/etc/systemd/system/dmctl-activate.service')).toContain(
      uuid.replaceAll('-', '\\x2d'),
    );
    expect(await guest.ok('systemctl is-enabled dmctl-activate.service')).toBe('enabled\n');

    await importBusybox(guest);
    expect(await guest.ok('docker run --net=none --rm bb echo it-runs')).toContain('it-runs');
    const verified = await guest.run('dmctl verify');
    expect(verified.exitCode, verified.stdout).toBe(0);
    expect(verified.stdout).toMatch(/DM192[\s\S]*lvchange/);

    const before = await picture(guest);
    const second = answerOf(await guest.run(`${SETUP} --min-free-space 5% --json`));
    expect(second).toMatchObject({ ok: true, changed: false, exitCode: 0 });
    expect(await picture(guest)).toEqual(before);
  });
});

describe('setup direct-lvm --managed', () => {
  const lab = useGuest({ suite: 'bookworm', disks: ['10G', '10G'] });

  test('refuses other values later, with Docker’s reason, which Docker then gives too', async () => {
    const { guest } = lab;
    await guest.ok(`${SETUP} --data-percent 90`);
    const before = await picture(guest);
    for (const other of [
      SETUP,
      `${SETUP} --data-percent 90 --autoextend-threshold 70`,
      'dmctl setup direct-lvm /dev/xvdg --managed --data-percent 90',
      'dmctl setup direct-lvm /dev/xvdf --data-percent 90',
    ]) {
      const refused = await guest.run(other);
      expect([other, refused.exitCode]).toEqual([other, 20]);
      expect(refused.stderr).toContain('DM031');
      if (other.includes('--managed'))
        expect(refused.stderr).toContain('changing direct-lvm config is not supported');
    }
    expect(await picture(guest)).toEqual(before);
    await guest.ok('sed -i s/dm.thinp_percent=90/dm.thinp_percent=95/ /etc/docker/daemon.json');
    expect((await guest.run('systemctl restart docker')).exitCode).not.toBe(0);
    expect(await guest.ok('journalctl -u docker --no-pager')).toContain(
      'changing direct-lvm config is not supported',
    );
  });

  test('refuses a name that Docker would not take, and what Docker would stumble over', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    const refused = async (command: string, code: string, words: RegExp): Promise<void> => {
      const run = await guest.run(command);
      expect([command, run.exitCode, run.stderr]).toEqual([
        command,
        code === 'DM002' ? 2 : code === 'DM004' ? 5 : 20,
        expect.stringMatching(words),
      ]);
      expect(run.stderr).toContain(code);
    };
    await refused(SETUP.replace('xvdf', 'ubdb'), 'DM037', /dmctl setup direct-lvm \/dev\/xvdf/);
    const flags = ['--vg other', '--pool other', '--chunk-size 1M', '--reserve-step'];
    for (const flag of [...flags, '--data-percent 95.5', '/dev/xvdg', '--metadata-percent 0.5'])
      await refused(`${SETUP} ${flag}`, 'DM002', /with --managed/);
    await refused(`${SETUP} --storage-opt dm.directlvm_device_force=true`, 'DM002', /set twice/);
    await refused(`${SETUP} --storage-opt dm.thinpooldev=x`, 'DM002', /exclude each other/);
    await guest.ok('mv /sbin/blkid /sbin/blkid.away');
    await refused(SETUP, 'DM004', /blkid is missing/);
    await guest.ok('mv /sbin/blkid.away /sbin/blkid');
    await guest.ok('mkdir -p /etc/lvm/elsewhere && cp /etc/lvm/lvm.conf /root/lvm.conf');
    await guest.ok(`echo 'config { profile_dir = "/etc/lvm/elsewhere" }' > /etc/lvm/lvmlocal.conf`);
    await refused(SETUP, 'DM037', /\/etc\/lvm\/elsewhere/);
    await guest.ok('rm /etc/lvm/lvmlocal.conf');
    await guest.ok('mkfs.ext4 -q /dev/xvdf');
    await refused(SETUP, 'DM020', /ext4/);
    await guest.ok('wipefs -aq /dev/xvdf && dd if=/dev/zero of=/dev/xvdf bs=1M count=1 conv=fsync');
    expect(await picture(guest)).toEqual(before);
  });

  test('wipes a signed disk itself where that is confirmed, and never by Docker’s force', async () => {
    const { guest } = lab;
    await guest.ok('mkfs.ext4 -q /dev/xvdf');
    const set = await guest.run(`${SETUP} --wipe-signatures --confirm /dev/xvdf`);
    expect(set.exitCode, set.stdout + set.stderr).toBe(0);
    expect(await guest.readFile('/etc/docker/daemon.json')).toContain('device_force=false');
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
  });

  test('is taken down again to a blank disk, and set up once more', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    const before = await picture(guest);
    await guest.ok(SETUP);
    await importBusybox(guest);
    await guest.ok('dmctl resize --add /dev/xvdg');
    await guest.ok('vgs docker');
    const gone = await guest.run('dmctl teardown --confirm docker/thinpool');
    expect(gone.exitCode, gone.stdout + gone.stderr).toBe(0);
    expect(await picture(guest)).toBe(before);
    const again = await guest.run(SETUP);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    await guest.ok(`test -s ${RECORD}`);
  });

  test('as a script run by hand does the same', async () => {
    const { guest } = lab;
    await guest.ok('systemctl start docker');
    await guest.ok(`${SETUP} --dry-run --script > /root/setup.sh`);
    const ran = await guest.run('bash /root/setup.sh');
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    // The script cannot name the physical volume either, so the boot unit is left to this.
    expect(answerOf(await guest.run(`${SETUP} --json`))).toMatchObject({ changed: true });
    await guest.ok('systemctl is-enabled dmctl-activate.service');
    expect(answerOf(await guest.run(`${SETUP} --json`))).toMatchObject({ changed: false });
  });

  test('says at its end that teardown will not know the pool, if the clock was set back meanwhile', async () => {
    const { guest } = lab;
    const once = `#!/bin/sh
[ -e /run/set ] || { : >/run/set; date -s "@$(( $(date +%s) - 86400 ))"; } >/dev/null
exec /sbin/lvm lvchange "$@"
`;
    try {
      const set = answerOf(
        await withProgram(guest, 'lvchange', once, () => guest.run(`${SETUP} --json`)),
      );
      expect([set.exitCode, set.warnings.map(({ code }) => code)]).toEqual([
        0,
        expect.arrayContaining(['DM070']),
      ]);
      const down = await guest.run('dmctl teardown --confirm docker/thinpool --yes');
      expect([down.exitCode, down.stderr]).toEqual([
        20,
        expect.stringMatching(/DM070[^]*from \d{4}-\S+Z to \d{4}-\S+Z[^]*clock/),
      ]);
    } finally {
      await guest.ok('rm -f /run/set; date -s "@$(( $(date +%s) + 86400 ))"');
    }
  });
});
