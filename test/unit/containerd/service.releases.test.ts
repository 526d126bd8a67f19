import { describe, expect, test } from 'vitest';
import { answersOf, RECORDED_CONTAINERDS } from '../../helpers/recorded-containerd.ts';
import { readStart } from '../../../src/containerd/service.ts';
import { parseServiceStart } from '../../../src/lvm/systemctl.ts';

describe.each(RECORDED_CONTAINERDS)('the unit of %s', (containerd) => {
  test('starts the program with the default file', () => {
    const answers = Object.entries(answersOf(containerd, 'configured'));
    const [, shown] = answers.find(([command]) => command.startsWith('systemctl show')) ?? [];
    const { execStart } = parseServiceStart(shown?.stdout ?? '', 'containerd.service');

    expect(readStart('containerd.service', execStart)).toMatchObject({
      ok: true,
      value: { kind: 'plain', config: '/etc/containerd/config.toml', isNamed: false },
    });
  });
});
