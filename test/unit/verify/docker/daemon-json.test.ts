import { changed, type Changes } from '../../../helpers/engine.ts';
import { describe } from 'vitest';
import { unknown } from '../../../../src/model/known.ts';
import {
  host,
  loopHost,
  withDaemonJson,
  withDocker,
  withDockerDown,
  withInfo,
  withoutDaemonJson,
  withOutside,
  withPoolInfo,
  withSettings,
  withVolume,
} from '../../../helpers/changed-facts.ts';
import { judges } from '../../../helpers/check-of.ts';
import { healthy } from '../../../helpers/facts.ts';

const broken = withDaemonJson('{"storage-driver": "devicemapper",}');
const blindFlags = withDocker({ outside: unknown('no systemctl') });
const unusable: Changes = {
  daemonJson: { state: 'unusable', path: '/etc/docker/daemon.json', why: 'it is a folder' },
};
const flag = (option: string, value: string) =>
  withOutside({ option, value, source: '/etc/sysconfig/docker-storage' });
const opts = (...list: string[]) => withSettings({ 'storage-opts': list });

describe('daemon.json', () => {
  judges('daemon-json', [
    ['is read', healthy, 'ok', /daemon.json/],
    ['may be absent', host(withoutDaemonJson()), 'ok', /no \/etc/],
    ['has a comma too many', host(broken), 'failed', /not JSON/],
    ['is no file', host(unusable), 'failed', /folder/],
    ['is empty, which Docker 20.10 does not take', host(withDaemonJson('\n')), 'failed', /empty/],
    [
      'is empty, which Docker 23 takes',
      host(withDaemonJson(''), withInfo({ serverVersion: '23.0.1' })),
      'ok',
      /daemon.json, empty/,
    ],
    [
      'is empty, and nobody knows which Docker it is',
      host(withDaemonJson(''), withDocker({ info: unknown('x'), version: unknown('x') })),
      'unknown',
      /empty/,
    ],
  ]);
});

describe('the name of the driver', () => {
  const unnamed = withSettings({ 'storage-driver': undefined });
  judges('daemon-json-driver', [
    ['stands in daemon.json', healthy, 'ok', /devicemapper/],
    [
      'stands in a flag',
      host(unnamed, flag('--storage-driver', 'devicemapper')),
      'ok',
      /devicemapper/,
    ],
    ['stands nowhere', host(unnamed), 'warning', /Docker 23/],
    [
      'is that of another',
      host(withSettings({ 'storage-driver': 'overlay2' })),
      'failed',
      /overlay2/,
    ],
    ['is not known for a broken file', host(broken), 'unknown', /not JSON/],
    ['is not known without the flags', host(unnamed, blindFlags), 'unknown', /systemctl/],
  ]);
});

/** LVM has made a thin volume of its own in Docker's pool, and may have removed it since. */
const withThinVolume = withVolume({ transactionId: 1 });

describe('the configured pool', () => {
  const stopped = withDockerDown('inactive');
  judges('daemon-json-pool', [
    [
      'is of Docker’s own making, from devices that the options name',
      host(opts('dm.datadev=/dev/vg/data', 'dm.metadatadev=/dev/vg/meta')),
      'warning',
      /from dm\.datadev=\/dev\/vg\/data and dm\.metadatadev=\/dev\/vg\/meta/,
    ],
    ['is this one', healthy, 'ok', /docker-thinpool/],
    [
      'is named as LVM would name it if it had thin volumes in it',
      host(stopped, opts('dm.thinpooldev=/dev/mapper/docker-thinpool-tpool')),
      'failed',
      /but the device of the pool is docker-thinpool, since LVM has made no thin volume/,
    ],
    [
      'is named by its plain name, which is that of another device',
      host(stopped, withThinVolume),
      'failed',
      /but the device of the pool is docker-thinpool-tpool, since LVM has made a thin volume/,
    ],
    [
      'is named as LVM names it while it has thin volumes in it',
      host(stopped, withThinVolume, opts('dm.thinpooldev=/dev/mapper/docker-thinpool-tpool')),
      'ok',
      /docker-thinpool-tpool/,
    ],
    [
      'may be named without its folder',
      host(opts('dm.thinpooldev=docker-thinpool')),
      'ok',
      /thinp/,
    ],
    [
      'may be named by a flag, as container-storage-setup does',
      host(
        opts(),
        flag('--storage-opt', 'dm.thinpooldev=/dev/mapper/docker-thinpool'),
        withVolume({ profile: 'docker--thinpool-extend' }),
      ),
      'ok',
      /docker-thinpool/,
    ],
    [
      'is named in a form of LVM, which Docker does not take',
      host(opts('dm.thinpooldev=/dev/docker/thinpool')),
      'failed',
      /not a path below/,
    ],
    [
      'is another',
      host(opts('dm.thinpooldev=/dev/mapper/a-b')),
      'failed',
      /pool a-b is configured, but/,
    ],
    ['is not named', host(opts()), 'failed', /create loop files/],
    ['is made by Docker itself', host(opts('dm.directlvm_device=/dev/xvdf')), 'ok', /thinpool/],
    ['is the only one there is while Docker is stopped', host(stopped), 'ok', /docker-thinpool/],
    ['is not known for a broken file', host(broken), 'unknown', /not JSON/],
    ['is none on loop files', loopHost, 'ok', /none/],
    [
      'is one, though Docker runs on loop files',
      changed(loopHost, opts('dm.thinpooldev=/dev/mapper/docker-thinpool')),
      'failed',
      /runs on loop files/,
    ],
    [
      'is forgotten when the running one is another',
      host(withPoolInfo({ poolName: 'other-pool' })),
      'failed',
      /runs on other-pool/,
    ],
  ]);
});

describe('options set twice', () => {
  judges('daemon-json-clash', [
    ['are none', healthy, 'ok', /none/],
    ['are none without a file', host(withoutDaemonJson()), 'ok', /no daemon.json/],
    ['are found', host(flag('--storage-opt', 'dm.basesize=20G')), 'failed', /docker-storage/],
    [
      'are found for hosts, which packages like to set',
      host({ ...withSettings({ hosts: [] }) }),
      'failed',
      /--host/,
    ],
    ['are not known for a broken file', host(broken), 'unknown', /not JSON/],
    ['are not known without the flags', host(blindFlags), 'unknown', /systemctl/],
  ]);
});

describe('the key of the options', () => {
  judges('daemon-json-spelling', [
    ['is in the plural', healthy, 'ok', /no "storage-opt"/],
    ['is in the singular', host(withSettings({ 'storage-opt': [] })), 'failed', /ignores/],
    ['is not known for a broken file', host(broken), 'unknown', /not JSON/],
  ]);
});

describe('the options', () => {
  judges('storage-options', [
    ['are ones dockerd takes', healthy, 'ok', /dm.thinpooldev/],
    ['may be none', loopHost, 'ok', /none are set/],
    ['hold an unknown one', host(opts('dm.thinpool=x')), 'failed', /dm.thinpool/],
    ['miss a percent sign', host(opts('dm.min_free_space=10')), 'failed', /10/],
    ['are not known without the flags', host(blindFlags), 'unknown', /systemctl/],
  ]);
});
