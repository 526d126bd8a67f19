import { describe, expect, it } from 'vitest';
import { readEnvironment, shellWords } from '../../../src/model/shell-words.ts';
import { outsideOptions } from '../../../src/docker/outside-options.ts';
import { parseServiceStart } from '../../../src/lvm/systemctl.ts';
import { outcomeOf } from '../../helpers/recorded-outcomes.ts';

const UNIT = 'docker.service ExecStart';

const started = (line: string, environment: Record<string, string> = {}) => ({
  execStart: [line.split(' ')],
  environment,
});

describe('outsideOptions', () => {
  it('reads what a plain installation gives', () => {
    const { stdout } = outcomeOf('bookworm-blank', 'systemctl show');
    const start = parseServiceStart(stdout, 'docker.service');

    expect(outsideOptions(start, [])).toEqual([
      { option: '--host', value: 'fd://', source: UNIT },
      {
        option: '--containerd',
        value: '/run/containerd/containerd.sock',
        source: UNIT,
      },
    ]);
  });

  it.each([
    ['--storage-driver=devicemapper', '--storage-driver', 'devicemapper'],
    ['--storage-driver devicemapper', '--storage-driver', 'devicemapper'],
    ['-s devicemapper', '--storage-driver', 'devicemapper'],
    ['-sdevicemapper', '--storage-driver', 'devicemapper'],
    ['-s=devicemapper', '--storage-driver', 'devicemapper'],
    ['-g /srv/docker', '--graph', '/srv/docker'],
    ['--data-root=/srv', '--data-root', '/srv'],
    ['--storage-opt dm.basesize=20G', '--storage-opt', 'dm.basesize=20G'],
    ['--live-restore', '--live-restore', ''],
    ['--debug=false', '--debug', 'false'],
  ])('reads the flag %s', (text, option, value) => {
    expect(outsideOptions(started(`dockerd ${text}`), [])).toEqual([
      { option, value, source: UNIT },
    ]);
  });

  it('fills in variables and says where they come from', () => {
    const start = started('dockerd $DOCKER_OPTS --data-root=${ROOT} $NOTHING', { ROOT: '/unit' });
    const files = [
      {
        path: '/etc/default/docker',
        text: 'DOCKER_OPTS="-s devicemapper --storage-opt dm.fs=xfs"',
      },
      { path: '/etc/sysconfig/docker', text: 'ROOT=/file' },
    ];

    expect(outsideOptions(start, files)).toEqual([
      { option: '--storage-driver', value: 'devicemapper', source: '/etc/default/docker' },
      { option: '--storage-opt', value: 'dm.fs=xfs', source: '/etc/default/docker' },
      { option: '--data-root', value: '/file', source: '/etc/sysconfig/docker' },
    ]);
  });

  it('sees the variable that overrides daemon.json', () => {
    const start = started('dockerd', { DOCKER_DRIVER: 'overlay2' });

    expect(outsideOptions(start, [])).toEqual([
      { option: 'DOCKER_DRIVER', value: 'overlay2', source: 'docker.service Environment' },
    ]);
    expect(outsideOptions(started('dockerd', { DOCKER_DRIVER: '' }), [])).toEqual([]);
  });

  it('reads the files of init scripts where there is no unit', () => {
    const files = [
      { path: '/etc/sysconfig/docker', text: "OPTIONS='--log-driver=journald'\n" },
      { path: '/etc/sysconfig/docker-storage', text: 'DOCKER_STORAGE_OPTIONS="-s overlay2"\n' },
    ];

    expect(outsideOptions(null, files)).toEqual([
      { option: '--log-driver', value: 'journald', source: '/etc/sysconfig/docker' },
      { option: '--storage-driver', value: 'overlay2', source: '/etc/sysconfig/docker-storage' },
    ]);
  });

  it('leaves a variable alone that no command line uses', () => {
    const files = [{ path: '/etc/default/docker', text: 'DOCKER_OPTS="-s overlay2"' }];

    expect(outsideOptions(started('dockerd -H fd://'), files)).toEqual([
      { option: '--host', value: 'fd://', source: UNIT },
    ]);
  });
});

describe('readEnvironment', () => {
  it('reads assignments, quoted, continued and exported; comments are none', () => {
    const text = [
      '# DOCKER_OPTS="-s aufs"',
      '; NOTE=1',
      'DOCKER_OPTS="--dns 8.8.8.8 \\',
      '--debug"',
      'export OTHER=\'a "b" c\'',
      'PLAIN=x',
      'not an assignment',
      'PLAIN=y',
    ].join('\n');

    expect(Object.fromEntries(readEnvironment(text))).toEqual({
      DOCKER_OPTS: '--dns 8.8.8.8 --debug',
      OTHER: 'a "b" c',
      PLAIN: 'y',
    });
  });
});

describe('shellWords', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    ['--x="a b" c', ['--x=a b', 'c']],
    ['\'it\'\'s\' "a \\"b\\""', ['its', 'a "b"']],
    ['a\\ b', ['a b']],
    ['', []],
    ['""', ['']],
  ])('splits %j', (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
});
