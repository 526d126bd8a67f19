import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/model/check.ts';
import type { Failure } from '../../../src/model/errors.ts';
import { planSetupDirectLvm } from '../../../src/plan/setup/direct-lvm.ts';
import { failuresText } from '../../../src/views/failure-text.ts';
import { planText } from '../../../src/views/changes/plan-text.ts';
import { planJson } from '../../../src/views/changes/plan-json.ts';
import { makeStyle } from '../../../src/views/style.ts';
import { verifyText } from '../../../src/views/reports/verify-text.ts';
import { blankHost, documentedRequest } from '../../helpers/blank-host.ts';

const plain = makeStyle(false, 'iec');

const failure: Failure = {
  code: 'DM020',
  exitCode: 20,
  message: '/dev/xvdf carries an ext4 file system ("data")',
  why: 'setting up the pool would destroy it',
  fix: ['choose another device', 'add --wipe-signatures --confirm /dev/xvdf'],
  state: 'nothing was changed',
};

describe('an error for people', () => {
  test('says what, why, how to mend it, the state and where the log is', () => {
    const log = '/var/log/dmctl/7f3a1c.log';
    expect(failuresText([{ ...failure, log }], plain)).toBe(
      [
        'error DM020: /dev/xvdf carries an ext4 file system ("data")',
        '  why:   setting up the pool would destroy it',
        '  fix:   choose another device',
        '         add --wipe-signatures --confirm /dev/xvdf',
        '  state: nothing was changed            log: /var/log/dmctl/7f3a1c.log',
        '',
      ].join('\n'),
    );
  });

  test('quotes the tool behind it', () => {
    const cause = { argv: ['lvcreate', '-n', 'x'], exitCode: 5, stderr: '  no room\n' };
    const text = failuresText([{ ...failure, cause }], plain);
    expect(text).toContain('  tool:  lvcreate -n x (exit 5)\n         no room\n');
  });

  test('gives every reason, and the state once, last', () => {
    const text = failuresText([failure, { ...failure, code: 'DM021' }], plain);
    expect(text.match(/^error /gm)).toHaveLength(2);
    expect(text.match(/state:/g)).toHaveLength(1);
    expect(text).toMatch(/state: nothing was changed\n$/);
  });
});

describe('a plan for people', () => {
  const plan = planSetupDirectLvm(blankHost(), documentedRequest(), { nonce: 'n', earlier: null });

  test('numbers its steps, shows their commands and ends with the fact that nothing changed', () => {
    const text = planText(plan, plain);
    expect(text).toContain(`  4. Create volume group docker\n     $ vgcreate --addtag dmctl`);
    expect(text).toContain('destroys what is there');
    expect(text).toMatch(/\nNothing was changed: this was a dry run\.\n$/);
  });

  test('shows the sum of the volume group, in the units asked for', () => {
    expect(planText(plan, plain)).toMatch(/ {2}spare +100 MiB +25 extents/);
    expect(planText(plan, makeStyle(false, 'bytes'))).toMatch(/ {2}spare +104857600 B +25 extents/);
    expect(planText(plan, plain)).toContain('note DM204: ');
  });

  test('has colour only where it is wanted', () => {
    const escape = String.fromCharCode(27);
    expect(planText(plan, plain)).not.toContain(escape);
    expect(planText(plan, makeStyle(true, 'iec'))).toContain(`${escape}[1m`);
  });

  test('for scripts has argv for programs, paths for files, and no file content', () => {
    const json = planJson(plan, () => 'planned');
    expect(json['steps']).toContainEqual(
      expect.objectContaining({
        id: 'vgcreate',
        kind: 'run',
        risk: 'reversible',
        state: 'planned',
      }),
    );
    expect(json['steps']).toContainEqual(
      expect.objectContaining({ kind: 'write-file', path: '/etc/docker/daemon.json' }),
    );
    expect(JSON.stringify(json)).not.toContain('use_deferred');
    expect(json['layout']).toMatchObject({ extentBytes: 4194304, spareBytes: 104857600 });
  });
});

describe('what verify found, for people', () => {
  const check = (status: Check['status'], change: Partial<Check> = {}): Check => ({
    id: `check-${status}`,
    code: 'DM110',
    status,
    title: `title ${status}`,
    found: 'this',
    wanted: 'that',
    fix: status === 'ok' ? [] : ['mend it'],
    ...change,
  });

  test('stands with the problems last and the verdict below them', () => {
    const checks = [check('failed'), check('ok'), check('note')];
    const text = verifyText({ mode: 'direct-lvm', pool: null, checks }, plain);
    const order = ['ok', 'note', 'failed'].map((status) => text.indexOf(`title ${status}`));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(text).toMatch(
      /\nNot all is right: 1 failed, 1 note, 1 ok\. dmctl explain DM110 says more\.\n$/,
    );
    expect(text).toContain('found:  this');
  });

  test('is all right with notes alone', () => {
    const checks = [check('ok'), check('note')];
    const text = verifyText({ mode: 'direct-lvm', pool: null, checks }, plain);
    expect(text).toMatch(/\nAll is right: 1 note, 1 ok\.\n$/);
  });

  test('is not right where something is unknown', () => {
    const checks = [check('ok'), check('unknown')];
    const text = verifyText({ mode: 'direct-lvm', pool: null, checks }, plain);
    expect(text).toContain('Not all is right: 1 unknown, 1 ok.');
  });
});
