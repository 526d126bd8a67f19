import { EXIT } from '../model/exit-codes.ts';
import type { Inspection, StoredContainer } from '../model/layers.ts';
import type { Notice } from '../model/notice.ts';
import { formatBytes, GIB } from '../model/units.ts';
import type { Subject } from './inspect.ts';

/** What a container may have written before a volume is the better place for it. */
const MUCH_WRITTEN = GIB;

/** Running containers from which on the driver's want of memory counts. */
const MANY_RUNNING = 50;

interface Gaps {
  readonly subject: Subject;
  /** Files that could not be read, with the reason. */
  readonly unread: readonly string[];
  readonly noSizes: string | null;
  /** Why other parts of the picture are missing. */
  readonly unseen: readonly string[];
}

/** What is to be said beside the picture: gaps in it, and what the figures in it call for. */
export function layerNotices(
  { picture, pool }: Inspection,
  { subject, unread, noSizes, unseen }: Gaps,
): readonly Notice[] {
  const name = pool?.name ?? 'POOL';
  return [
    ...unseen.map((why) =>
      notice('DM233', 'part of the picture is missing', why, ['dmctl status']),
    ),
    ...(noSizes === null || unseen.length > 0
      ? []
      : [notice('DM230', 'what the layers take is not known', noSizes, ['dmctl explain DM230'])]),
    ...(unread.length === 0
      ? []
      : [
          notice('DM232', `${files(unread.length)} not read`, unread[0] ?? '', [
            'dmctl explain DM232',
          ]),
        ]),
    ...(picture.orphans.length === 0
      ? []
      : [
          notice(
            'DM231',
            'Docker and the pool do not agree on the layers',
            `${String(picture.orphans.length)} of them fit nothing; two looks saw the same`,
            [`dmctl explain DM231, before anything is done to ${name}`],
          ),
        ]),
    ...(subject === 'containers' ? performanceNotices(picture) : []),
  ];
}

const files = (n: number): string => (n === 1 ? '1 file was' : `${String(n)} files were`);

/** The seed documentation's advice, where a figure calls for it. */
function performanceNotices({ layers, containers }: Inspection['picture']): readonly Notice[] {
  const own = new Map(layers.map((layer) => [layer.name, layer.exclusiveBytes ?? 0]));
  const writers = containers.filter(({ mountId }) => (own.get(mountId) ?? 0) >= MUCH_WRITTEN);
  const running = containers.filter(({ state }) => state === 'running').length;
  const words = ({ name, id, mountId }: StoredContainer): string =>
    `${name ?? id.slice(0, 12)} (${formatBytes((own.get(mountId) ?? 0) as never, 'iec')})`;
  return [
    ...(writers.length === 0
      ? []
      : [
          notice(
            'DM234',
            'a container keeps much in its own layer',
            `${writers.map(words).join(', ')}: every first write to a chunk is a copy in the pool`,
            ['use a volume for what is written much: it goes past the storage driver'],
          ),
        ]),
    ...(running < MANY_RUNNING
      ? []
      : [
          notice(
            'DM235',
            'many containers run on devicemapper',
            `${String(running)} run here: each has its own copy of the files it reads in memory`,
            ['watch the memory of the host; fewer containers on it, or another storage driver'],
          ),
        ]),
  ];
}

const notice = (
  code: Notice['code'],
  message: string,
  why: string,
  fix: readonly string[],
): Notice => ({ code, message, why, fix, exitCode: EXIT.done });
