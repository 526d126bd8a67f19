import { EXIT } from '../model/exit-codes.ts';
import type { Inspection, InspectSubject, StoredContainer } from '../model/facts/layers.ts';
import type { Notice } from '../model/notice.ts';
import { bytes, formatBytes, GIB } from '../model/units.ts';
import { shortId } from '../views/reports/layer-words.ts';

const NONE = bytes(0);

/** What a container may have written before a volume is the better place for it. */
const MUCH_WRITTEN = GIB;

/** Running containers from which on the driver's want of memory counts. */
const MANY_RUNNING = 50;

interface Gaps {
  readonly subject: InspectSubject;
  /** Files that could not be read, with the reason. */
  readonly unread: readonly string[];
  readonly noSizes: string | null;
  /** Why other parts of the picture are missing. */
  readonly unseen: readonly string[];
}

/** What is to be said beside the picture: gaps in it, and what the figures in it call for. */
export function layerNotices(inspection: Inspection, gaps: Gaps): readonly Notice[] {
  const { picture, pool } = inspection;
  const { subject, unread, noSizes, unseen } = gaps;
  const orphans = picture.orphans.length;
  const missing = 'part of the picture is missing';
  return [
    ...unseen.map((why) => notice('DM233', missing, why, 'dmctl status')),
    ...when(noSizes !== null && unseen.length === 0, () =>
      notice('DM230', 'what the layers take is not known', noSizes ?? '', 'dmctl explain DM230'),
    ),
    ...when(unread.length > 0, () =>
      notice('DM232', `${files(unread.length)} not read`, unread[0] ?? '', 'dmctl explain DM232'),
    ),
    ...when(orphans > 0, () =>
      notice(
        'DM231',
        'Docker and the pool do not agree on the layers',
        `${String(orphans)} of them fit nothing; two looks saw the same`,
        `dmctl explain DM231, before anything is done to ${pool?.name ?? 'the pool'}`,
      ),
    ),
    ...(subject === 'containers' ? performanceNotices(inspection) : []),
  ];
}

const files = (n: number): string => (n === 1 ? '1 file was' : `${String(n)} files were`);

/** The advice of Docker's documentation, where a figure calls for it. */
function performanceNotices({ picture, dockerRuns }: Inspection): readonly Notice[] {
  const { layers, containers } = picture;
  const own = new Map(layers.map((layer) => [layer.name, layer.exclusiveBytes ?? NONE]));
  const writers = containers.filter(({ mountId }) => (own.get(mountId) ?? NONE) >= MUCH_WRITTEN);
  const running = containers.filter(({ state }) => dockerRuns === true && state === 'running');
  const words = ({ name, id, mountId }: StoredContainer): string =>
    `${name ?? shortId(id)} (${formatBytes(own.get(mountId) ?? NONE, 'iec')})`;
  return [
    ...when(writers.length > 0, () =>
      notice(
        'DM234',
        'a container keeps much in its own layer',
        `${writers.map(words).join(', ')}: every first write to a chunk is a copy in the pool`,
        'use a volume for what is written much: it goes past the storage driver',
      ),
    ),
    ...when(running.length >= MANY_RUNNING, () =>
      notice(
        'DM235',
        'many containers run on devicemapper',
        `${String(running.length)} run here: each has its own copy of the files it reads in memory`,
        'watch the memory of the host; fewer containers on it, or another storage driver',
      ),
    ),
  ];
}

const when = (holds: boolean, said: () => Notice): readonly Notice[] => (holds ? [said()] : []);

const notice = (code: Notice['code'], message: string, why: string, fix: string): Notice => ({
  ...{ code, message, why },
  fix: [fix],
  exitCode: EXIT.done,
});
