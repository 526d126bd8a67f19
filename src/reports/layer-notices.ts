import { EXIT } from '../model/exit-codes.ts';
import type { Inspection, InspectSubject, StoredContainer } from '../model/facts/layers.ts';
import type { Notice } from '../model/notice.ts';
import { bytes, formatBytes, GIB } from '../model/units.ts';
import { shortId } from '../views/reports/layer-words.ts';
import { counted } from '../views/text.ts';

const NONE = bytes(0);

/** From this size on, the data of a container belongs in a volume. */
const MUCH_WRITTEN = GIB;

/** From this number of running containers on, the memory use of the driver matters. */
const MANY_RUNNING = 50;

interface Gaps {
  readonly subject: InspectSubject;
  /** Files that could not be read, with the reason. */
  readonly unread: readonly string[];
  readonly noSizes: string | null;
  /** Why other parts of the picture are missing. */
  readonly unseen: readonly string[];
}

/** The notices beside the picture: gaps in it, and advice that its figures call for. */
export function layerNotices(inspection: Inspection, gaps: Gaps): readonly Notice[] {
  const { picture, pool } = inspection;
  const { subject, unread, noSizes, unseen } = gaps;
  const orphans = picture.orphans.length;
  const notices = [
    ...unseen.map((why) => notice('DM233', 'part of the output is missing', why, 'dmctl status')),
    noSizes !== null &&
      unseen.length === 0 &&
      notice('DM230', 'the sizes of the layers are unknown', noSizes, 'dmctl explain DM230'),
    unread[0] !== undefined &&
      notice(
        'DM232',
        `${counted(unread.length, 'file')} could not be read`,
        unread[0],
        'dmctl explain DM232',
      ),
    orphans > 0 &&
      notice(
        'DM231',
        "the engine's records and the pool disagree about the layers",
        `${String(orphans)} of them have no counterpart; two reads found the same`,
        `dmctl explain DM231, before you change anything in ${pool?.name ?? 'the pool'}`,
      ),
    ...(subject === 'containers' ? performanceNotices(inspection) : []),
  ];
  return notices.filter((one) => one !== false);
}

/** The advice of Docker's documentation, if a figure calls for it. */
function performanceNotices({ picture, engineRuns }: Inspection): readonly (Notice | false)[] {
  const { layers, containers } = picture;
  const own = new Map(layers.map((layer) => [layer.name, layer.exclusiveBytes ?? NONE]));
  const writers = containers.filter(({ mountId }) => (own.get(mountId) ?? NONE) >= MUCH_WRITTEN);
  const running = containers.filter(({ state }) => engineRuns === true && state === 'running');
  const words = ({ name, id, mountId }: StoredContainer): string =>
    `${name ?? shortId(id)} (${formatBytes(own.get(mountId) ?? NONE, 'iec')})`;
  return [
    writers.length > 0 &&
      notice(
        'DM234',
        'a container has much data in its own layer',
        `${writers.map(words).join(', ')}: the first write to a chunk copies it in the pool`,
        'use a volume for data that is written often: volumes bypass the storage driver',
      ),
    running.length >= MANY_RUNNING &&
      notice(
        'DM235',
        'many containers run on devicemapper',
        `${String(running.length)} containers run: each keeps its own copy of the files it reads in memory`,
        'watch the memory of the host; run fewer containers on it, or use another storage driver',
      ),
  ];
}

const notice = (code: Notice['code'], message: string, why: string, fix: string): Notice => ({
  ...{ code, message, why },
  fix: [fix],
  exitCode: EXIT.done,
});
