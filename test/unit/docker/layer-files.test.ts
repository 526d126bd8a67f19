import { describe, expect, test } from 'vitest';
import {
  chainIdOf,
  parseContainer,
  parseDevice,
  parseImage,
  parseRepositories,
} from '../../../src/docker/layer-files.ts';
import { ParseError } from '../../../src/model/errors.ts';
import { readRecording } from '../../helpers/recorded-host.ts';

const ROOT = '/var/lib/docker';
const IMAGE = `${ROOT}/image/devicemapper`;

/** Files that a recorded host was read, by path. */
function filesIn(host: string, folder: string): ReadonlyMap<string, string> {
  const files = Object.entries(readRecording(host)).flatMap(([question, answer]) => {
    const path = question.replace(/^readText /, '');
    if (path === question || !path.startsWith(`${folder}/`) || !('value' in answer)) return [];
    return typeof answer.value === 'string' ? [[path, answer.value] as const] : [];
  });
  return new Map(files);
}

describe.each(['bookworm-direct-layers', 'bullseye-direct-layers'])('files of %s', (host) => {
  test('the chain id of every image is one that Docker has a folder of', () => {
    const images = [...filesIn(host, `${IMAGE}/imagedb/content/sha256`)];
    const layers = [...filesIn(host, `${IMAGE}/layerdb/sha256`).keys()];
    expect(images.length).toBeGreaterThanOrEqual(2);
    for (const [path, text] of images) {
      const { top } = parseImage(path, text, new Map());
      const folder = `${IMAGE}/layerdb/sha256/${String(top).replace('sha256:', '')}`;
      expect(layers).toContain(`${folder}/cache-id`);
    }
  });

  test('an image has the names that its repositories give it', () => {
    const path = `${IMAGE}/repositories.json`;
    const names = parseRepositories(path, filesIn(host, IMAGE).get(path) ?? '');
    expect([...names.values()].flat().sort()).toEqual(['bb:latest', 'web:1']);
  });

  test('a container says its name, its image and how it is', () => {
    const found = [...filesIn(host, `${ROOT}/containers`)].map(([path, text]) =>
      parseContainer(path, text),
    );
    expect(found).toContainEqual({ name: 'runs', image: 'web:1', state: 'running' });
    expect(found).toContainEqual({ name: 'made', image: 'bb', state: 'exited' });
  });

  test('no file that was cut off is taken for a whole one', () => {
    const readers = [
      [`${ROOT}/devicemapper/metadata`, parseDevice],
      [`${ROOT}/containers`, parseContainer],
      [
        `${IMAGE}/imagedb/content/sha256`,
        (path: string, text: string) => parseImage(path, text, new Map()),
      ],
    ] as const;
    for (const [folder, parse] of readers) {
      const files = filesIn(host, folder);
      expect(files.size).toBeGreaterThan(1);
      for (const [path, text] of files) {
        const whole = text.trimEnd();
        for (let length = 0; length < whole.length; length += 7) {
          expect(() => parse(path, whole.slice(0, length)), path).toThrow(ParseError);
        }
      }
    }
  });
});

test('the lowest layer is its own chain; each above is hashed with what lies below', () => {
  expect(chainIdOf([])).toBeNull();
  expect(chainIdOf(['sha256:a'])).toBe('sha256:a');
  const two = chainIdOf(['sha256:a', 'sha256:b']);
  expect(two).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(chainIdOf(['sha256:a', 'sha256:b', 'sha256:c'])).not.toBe(two);
});

test.each([
  ['a number too small', '{"device_id":-1,"size":1,"transaction_id":1}'],
  ['a number in quotes', '{"device_id":"1","size":1,"transaction_id":1}'],
  ['a list', '[1]'],
])('a device file with %s is no device', (_, text) => {
  expect(() => parseDevice('/x/y', text)).toThrow(ParseError);
});
