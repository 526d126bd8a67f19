import { beforeEach, describe, expect, test } from 'vitest';
import { useGuest } from './guest/use-guest.ts';
import { answerOf, picture } from './scenario.ts';

const CONTRIB = '/opt/dmctl-src/contrib/provisioning';
const SEED = '/var/lib/cloud/seed/nocloud';

/** No metadata service is asked, and of a boot's modules none changes the guest. */
const OURS = '/etc/cloud/cloud.cfg.d/99-lab.cfg';
const QUIET = `datasource_list: [NoCloud]
network: {config: disabled}
cloud_init_modules: []
`;

/** Slow: Python on this kernel. */
const LONG = { timeoutMs: 600_000 };

describe('a host that a provisioning system sets up', () => {
  const packages = ['ansible-core', 'cloud-init'];
  const lab = useGuest({ suite: 'bookworm', disks: ['2G'], packages });

  /** Every scenario ends with a pool in place that one run has made. */
  async function mustBeSetUpOnce(): Promise<void> {
    const { guest } = lab;
    expect((await guest.run('dmctl verify')).exitCode).toBe(0);
    const { runs } = answerOf(await guest.run('dmctl history --json')).data as {
      readonly runs: readonly { readonly command: string; readonly outcome: string }[];
    };
    expect(runs).toEqual([
      expect.objectContaining({ command: 'setup direct-lvm', outcome: 'done' }),
    ]);
  }

  beforeEach(async () => {
    await lab.guest.ok('systemctl start docker');
  });

  test('by the shell script: changed, then unchanged', async () => {
    const { guest } = lab;
    expect(await guest.ok([`${CONTRIB}/setup.sh`, '/dev/xvdf'])).toBe('changed\n');
    const before = await picture(guest);
    expect(await guest.ok([`${CONTRIB}/setup.sh`])).toBe('unchanged\n');
    expect(await picture(guest)).toBe(before);
    await mustBeSetUpOnce();
  });

  test("by the shell script, given a disk in use: dmctl's exit code and words", async () => {
    const { guest } = lab;
    await guest.ok('mkfs.ext4 -q /dev/xvdf');
    const refused = await guest.run([`${CONTRIB}/setup.sh`]);
    expect([refused.exitCode, refused.stdout]).toEqual([20, '']);
    expect(refused.stderr).toMatch(/^DM020: \/dev\/xvdf carries/);
  });

  test('by the systemd unit: at one boot, and a second start finds it done', async () => {
    const { guest } = lab;
    const unit = 'dmctl-setup@xvdf.service';
    await guest.ok(`cp ${CONTRIB}/dmctl-setup@.service /etc/systemd/system/
      systemctl daemon-reload && systemd-analyze verify ${unit}
      systemctl enable docker.service ${unit}`);
    await guest.reboot();
    expect(await guest.ok(`systemctl show --value -p Result ${unit}`)).toBe('success\n');
    expect((await guest.run(`systemctl is-enabled ${unit}`)).stdout).toBe('disabled\n');
    await mustBeSetUpOnce();

    await guest.ok(`systemctl start ${unit}`);
    expect(await guest.ok(`journalctl -b -o cat -u ${unit}`)).toContain('Nothing to do: ');
    await mustBeSetUpOnce();
  });

  test('by cloud-init: the schema knows all of it, and its own modules run it', async () => {
    const { guest } = lab;
    const userData = `${CONTRIB}/user-data.yaml`;
    const schema = await guest.ok(`cloud-init schema --config-file ${userData}`, LONG);
    expect(schema).toMatch(/^Valid /);
    await guest.ok(`mkdir -p ${SEED} && cp ${userData} ${SEED}/user-data
      echo 'instance-id: lab' >${SEED}/meta-data`);
    await guest.writeFile(OURS, QUIET);
    try {
      await guest.ok('cloud-init init --local && cloud-init init', LONG);
      await guest.ok(
        'cloud-init single --name runcmd && cloud-init single --name scripts-user',
        LONG,
      );
      await mustBeSetUpOnce();
    } finally {
      await guest.ok(`cloud-init clean; rm -rf ${SEED} ${OURS}`);
    }
  });

  test('by Ansible: --check says what would change, a run changes it, a second one nothing', async () => {
    const { guest } = lab;
    const play = async (...flags: readonly string[]): Promise<string> =>
      guest.ok(
        [
          'ansible-playbook',
          '-i',
          'localhost,',
          '-c',
          'local',
          ...flags,
          `${CONTRIB}/playbook.yml`,
        ],
        LONG,
      );
    const before = await picture(guest);
    expect(await play('--check')).toMatch(/localhost .*changed=1 .*failed=0/);
    expect(await picture(guest)).toBe(before);
    expect(await play()).toMatch(/localhost .*changed=1 .*failed=0/);
    await mustBeSetUpOnce();
    expect(await play('--check')).toMatch(/localhost .*changed=0 .*failed=0/);
    expect(await play()).toMatch(/localhost .*changed=0 .*failed=0/);
    await mustBeSetUpOnce();
  });
});
