import { expect, test } from 'vitest';
import type { DockerState } from '../../../../src/model/facts/docker-state.ts';
import { known, unknown } from '../../../../src/model/known.ts';
import { driverRefusals } from '../../../../src/plan/docker/refusals.ts';
import { host, withDocker } from '../../../helpers/changed-facts.ts';
import { healthy } from '../../../helpers/facts.ts';

const NO_CLIENT = { ...healthy.tools, docker: { path: null, version: unknown('') } };

const refused = (docker: Partial<DockerState>, tools = healthy.tools) =>
  driverRefusals(host(withDocker(docker), { tools })).map(({ code, message, why }) => [
    code,
    `${message}: ${why}`,
  ]);

test('a host without dockerd is refused, wherever it may lie', () => {
  expect(refused({ program: known(null), version: known(null) })).toEqual([
    ['DM004', expect.stringMatching(/^dockerd is missing: docker.service starts none, none runs/)],
  ]);
});

test('a dockerd that others than root could have put there is refused, even while it runs', () => {
  expect(refused({ program: unknown('/opt/docker is writable by everyone') })).toEqual([
    ['DM007', expect.stringMatching(/\/opt\/docker is writable by everyone/)],
  ]);
});

test('the client is needed only where the daemon does not answer without it', () => {
  expect(refused({ info: known(null) }, NO_CLIENT)).toEqual([
    ['DM004', expect.stringMatching(/^docker is missing/)],
  ]);
  expect(refused({}, NO_CLIENT)).toEqual([]);
});
