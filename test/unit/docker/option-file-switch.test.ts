import { expect, test } from 'vitest';
import { switchOptionFile } from '../../../src/docker/option-file-switch.ts';

test.each([
  [
    'DOCKER_STORAGE_OPTIONS="--storage-driver devicemapper --storage-opt dm.fs=xfs "\n',
    'DOCKER_STORAGE_OPTIONS="--storage-driver overlay2 "\n',
  ],
  [
    "# mine\nDOCKER_OPTS='-s=devicemapper --storage-opt=dm.thinpooldev=/dev/mapper/docker--vol-docker--pool -D'\nX=1\n",
    "# mine\nDOCKER_OPTS='-s=overlay2 -D'\nX=1\n",
  ],
  ['OPTIONS=--selinux-enabled\n', 'OPTIONS=--selinux-enabled\n'],
])('%j becomes %j', (text, wanted) => {
  expect(switchOptionFile(text, 'overlay2')).toEqual({ ok: true, value: wanted });
});

test.each([
  'DOCKER_OPTS="--storage-driver \\\n devicemapper --storage-opt\tdm.fs=xfs"\n',
  'DOCKER_DRIVER=devicemapper\n',
  'DOCKER_OPTS="--storage-driver=${DRIVER:-devicemapper}"\n',
])('%j is left to a person', (text) => {
  expect(switchOptionFile(text, 'overlay2').ok).toBe(false);
});
