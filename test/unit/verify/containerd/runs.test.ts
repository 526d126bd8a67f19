import { describe } from 'vitest';
import { known, unknown } from '../../../../src/model/known.ts';
import { judges } from '../../../helpers/check-of.ts';
import { containerdHost, onPool } from '../../../helpers/containerd-facts.ts';
import { unit } from '../../../helpers/facts.ts';

const stopped = { running: known(false), plugin: known(null) };
const failed = { ...stopped, units: known([unit('containerd.service', 'failed', 'enabled')]) };

describe('containerd', () => {
  judges('containerd-running', [
    ['runs', containerdHost(), 'ok', /^running$/],
    ['was stopped, which is no problem', containerdHost(stopped), 'note', /stopped/],
    ['failed', containerdHost(failed), 'failed', /containerd.service failed/],
    ['is not known', containerdHost({ running: unknown('no systemctl') }), 'unknown', /systemctl/],
  ]);
});

const down = (version: number) => {
  if (!onPool.settings.known || onPool.settings.value === null) throw new Error('it has settings');
  const settings = known({ ...onPool.settings.value, version });
  const why = 'failed to query pool "/dev/mapper/docker-thinpool": no such device or address';
  return containerdHost({ settings, plugin: known({ state: 'error', why, root: null }) });
};

describe('its devmapper plugin', () => {
  judges('containerd-plugin', [
    ['is up', containerdHost(), 'ok', /^ok$/],
    ['is down, and says why', down(2), 'failed', /no such device or address$/],
    ['is down, and takes all of containerd 2 with it', down(3), 'failed', /Kubernetes as well/],
    ['does not run with a stopped containerd', containerdHost(stopped), 'note', /not running/],
    ['is not known', containerdHost({ plugin: unknown('ctr exited with 1') }), 'unknown', /ctr/],
  ]);
});
