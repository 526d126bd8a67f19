import { dockerFacts } from '../../../src/docker/engine.ts';
import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../helpers/recorded-outcomes.ts';
import { showStates } from '../../../src/lvm/systemctl.ts';
import type { Outcome } from '../../../src/model/command.ts';
import { observe, observeForVerify } from '../../../src/observe/host-facts.ts';
import { planSetupDirectLvm } from '../../../src/plan/setup/direct-lvm.ts';
import { verify } from '../../../src/verify/verify.ts';
import { documentedRequest } from '../../helpers/blank-host.ts';
import { recordedHost, type Changes } from '../../helpers/recorded-host.ts';
import { questionOf } from '../../helpers/recording.ts';

const CIRCUMSTANCES = { nonce: '0123456789abcdef0123456789abcdef', earlier: null };

type Spoil = (outcome: Outcome) => Partial<Outcome>;

/** What can be wrong with a tool, or lie between it and dmctl. */
const SPOILT: Readonly<Record<string, Spoil>> = {
  'prints nothing and exits with 0': () => ({ stdout: '' }),
  'is cut off half way and exits with 0': ({ stdout }) => ({
    stdout: stdout.slice(0, stdout.length / 2),
  }),
  'is cut off before its last character': ({ stdout }) => ({
    stdout: stdout.trimEnd().slice(0, -1),
  }),
  'prints a blank line': () => ({ stdout: '\n' }),
  'prints garbage and exits with 0': () => ({ stdout: 'Segmentation fault\n' }),
  'prints bytes': () => ({ stdout: '\0\u{fffd}\u001b[2J' }),
  'prints an empty object': () => ({ stdout: '{}\n' }),
  'prints an empty list': () => ({ stdout: '[]\n' }),
  'prints null': () => ({ stdout: 'null\n' }),
  'prints a page of a proxy': () => ({ stdout: '<html><body>502</body></html>\n' }),
  'prints a notice first': ({ stdout }) => ({ stdout: `  WARNING: locking disabled.\n${stdout}` }),
  'prints a notice last': ({ stdout }) => ({ stdout: `${stdout}  WARNING: locking disabled.\n` }),
  'speaks another language': () => ({ stdout: 'Keine Geräte gefunden\n' }),
  'fails without a word': () => ({ exitCode: 1, stdout: '' }),
  'fails with its whole answer': () => ({ exitCode: 1 }),
  'is killed with its whole answer': () => ({ exitCode: null, signal: 'SIGKILL' }),
};

/** Questions that follow a call that fails without a word; the program fails those in the same way. */
function askedThen(call: string): readonly string[] {
  if (!call.startsWith('systemctl show')) return [];
  const units = call.split(' ').filter((word) => /\.(service|socket)$/.test(word));
  return [questionOf('run', [showStates(units)])];
}

/** One program call of a host answered in another way, or its program taken away. */
function spoiltAnswers(host: string, started: readonly string[]): readonly [string, Changes][] {
  return started.flatMap((call): [string, Changes][] => {
    const [program = ''] = call.split(' ');
    const name = call.split(' ').slice(0, 3).join(' ');
    const outcome = commandsOf(host).get(call);
    if (!outcome) throw new Error(`${host} has no record of ${call}`);
    const missing = { error: { kind: 'missing-program' as const, message: `no ${program}` } };
    // dockerd is looked for where docker.service starts it, too.
    const places = ['', ` /usr/sbin/${program}`, ` /usr/bin/${program}-current`].map(
      (place) => `locate ${program}${place}`,
    );
    const nowhere = Object.fromEntries(places.map((place) => [place, { value: null }]));
    return [
      [`${name} is missing`, { [`run ${call}`]: missing, ...nowhere }],
      [`${name} is missing when it is started`, { [`run ${call}`]: missing }],
      ...Object.entries(SPOILT).map(([how, spoil]): [string, Changes] => {
        const value = { ...outcome, ...spoil(outcome) };
        const asked = [`run ${call}`, ...askedThen(call)];
        return [`${name} ${how}`, Object.fromEntries(asked.map((one) => [one, { value }]))];
      }),
    ];
  });
}

/** Hosts, and the devices a setup was asked for when they were recorded. */
const SETUPS = {
  'bookworm-blank': ['/dev/xvdf'],
  'bullseye-blank': ['/dev/xvdf'],
  'trixie-blank': ['/dev/xvdf'],
  'bookworm-signed-disk': ['/dev/xvdf', '/dev/xvdg'],
  'bookworm-half-pvcreate': ['/dev/xvdf'],
  'bookworm-partitioned-disk': ['/dev/xvdf', '/dev/xvdg'],
  'bookworm-mounted-disk': ['/dev/xvdf', '/dev/xvdg'],
} as const;

async function setup(name: keyof typeof SETUPS, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  const devices = SETUPS[name];
  const pool = { vg: 'docker', lv: 'thinpool' };
  const facts = await observe(host, {
    devices,
    pool,
    profile: 'docker-thinpool',
    engine: 'docker',
  });
  return {
    plan: planSetupDirectLvm(facts, documentedRequest({ devices }), CIRCUMSTANCES),
    started,
  };
}

async function verified(name: string, changes: Changes = {}) {
  const { host, started } = recordedHost(name, changes);
  const { checks } = verify(await observeForVerify(host, 'docker'));
  const bad = checks.filter(({ status }) => status !== 'ok' && status !== 'note');
  return { checks, problems: bad.map(({ id, status }) => `${id} ${status}`), started };
}

const setups = await Promise.all(
  (Object.keys(SETUPS) as (keyof typeof SETUPS)[]).map(async (name) => {
    const { plan, started } = await setup(name);
    return { name, plan, cases: spoiltAnswers(name, started) };
  }),
);

describe.each(setups)('a setup on $name', ({ name, plan, cases }) => {
  it.each(cases)('is refused, or the same as ever, when %s', async (_, changes) => {
    const spoilt = (await setup(name, changes)).plan;

    if (spoilt.refusals.length === 0) expect(spoilt).toEqual(plan);
    expect(spoilt.refusals.length === 0 ? [] : spoilt.steps).toEqual([]);
  });
});

const VERIFIED = ['direct-running', 'direct-stopped', 'loop-running', 'needs-check'].flatMap(
  (state) => [`bookworm-${state}`, `bullseye-${state}`],
);

const verifications = await Promise.all(
  VERIFIED.map(async (name) => {
    const { checks, problems, started } = await verified(name);
    return { name, checks, problems, cases: spoiltAnswers(name, started) };
  }),
);

describe.each(verifications)('verify on $name', ({ name, checks, problems, cases }) => {
  it.each(cases)('has one problem more, or the same to say, when %s', async (_, changes) => {
    const spoilt = await verified(name, changes);

    const more = spoilt.problems.filter((problem) => !problems.includes(problem));
    if (more.length === 0) expect(spoilt.checks).toEqual(checks);
  });
});

/** Texts of whole lines, each the answer of a host with fewer devices. */
const shorter = (text: string): readonly string[] =>
  [...text.matchAll(/\n/g)].map(({ index }) => text.slice(0, index + 1)).slice(0, -1);

describe('answers that lost whole lines', () => {
  const hosts = ['bookworm-direct-running', 'bookworm-loop-running', 'bullseye-direct-running'];
  const cases = hosts.flatMap((host) =>
    [...commandsOf(host)]
      .filter(([call]) => call.startsWith('dmsetup'))
      .flatMap(([call, outcome]) =>
        ['', ...shorter(outcome.stdout)].map((stdout) => ({ host, call, outcome, stdout })),
      ),
  );

  it.each(cases)('of $call are noticed by verify on $host', async ({ host, call, ...answer }) => {
    const changes = { [`run ${call}`]: { value: { ...answer.outcome, stdout: answer.stdout } } };
    const [before, after] = [await verified(host), await verified(host, changes)];

    const more = after.problems.filter((problem) => !before.problems.includes(problem));
    if (more.length === 0) expect(after.checks).toEqual(before.checks);
  });

  it('of the mount table do not make a mounted disk a free one: lsblk and the kernel know', async () => {
    const name = 'bookworm-mounted-disk';
    const first = '1 2 98:0 / / rw - ext4 /dev/root rw\n';
    const { host } = recordedHost(name, { 'readText /proc/self/mountinfo': { value: first } });
    const devices = ['/dev/xvdf', '/dev/xvdg'];
    const facts = await observe(host, { devices, pool: null, profile: null, engine: 'docker' });
    const plan = planSetupDirectLvm(facts, documentedRequest({ devices }), CIRCUMSTANCES);

    expect(plan.refusals.map(({ code }) => code)).toContain('DM021');
  });

  it('of systemctl are refused where units are read', async () => {
    const name = 'bookworm-direct-running';
    const calls = [...commandsOf(name)].filter(([call]) => call.startsWith('systemctl show'));
    for (const [call, outcome] of calls) {
      const blocks = outcome.stdout.split('\n\n');
      const stdout = `${blocks.slice(0, -1).join('\n\n')}\n`;
      const spoilt = { [`run ${call}`]: { value: { ...outcome, stdout } } };
      const facts = await observeForVerify(recordedHost(name, spoilt).host, 'docker');
      const isAsked = (await verified(name)).started.includes(call);
      expect(dockerFacts(facts).docker.units.known).toBe(!isAsked);
    }
  });
});
