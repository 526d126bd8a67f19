import { runOf } from '../../src/apply/runs.ts';
import type { JournalRecord } from '../../src/model/plan/journal.ts';
import { OWN } from './files.ts';
import { picture } from './picture.ts';
import type { Layers, State } from './state.ts';

const lines = new Map<string, JournalRecord>();

function record(line: string): JournalRecord {
  const known = lines.get(line);
  if (known !== undefined) return known;
  const read = JSON.parse(line.slice(line.indexOf(' ') + 1)) as JournalRecord;
  lines.set(line, read);
  return read;
}

/** What dmctl makes of a journal: how far it got. Torn ends are no part of it. */
function tale(text: string): unknown {
  const records = text.split('\n').slice(0, -1).map(record);
  if (records.length === 0) return null;
  const { direction, progress, closed, plan } = runOf(records, {});
  if (closed?.end === 'put-back') return null;
  if (closed?.end === 'done') return 'done';
  return { direction, progress, closed: closed?.end, steps: plan.steps.map(({ id }) => id) };
}

/** A mark that Docker has stopped is judged by the boot and the start it was made after. */
function layersKey(state: State, { busy, boots, starts, unclean }: Layers): unknown {
  const isMarked = state.files.has('/var/lib/docker/tmp/dmctl-stopped');
  return [state.faults, busy, unclean, isMarked && [boots, starts]];
}

/**
 * Two machines of the same key are one to dmctl: the same things lie on the disks, and the
 * journals tell the same. So a death that leads to a known machine need not be followed again.
 */
export function keyOf(state: State, first: State): string {
  const texts = [...state.files].flatMap(([path, entry]) =>
    path.endsWith('/journal.jsonl') && entry.kind === 'file' ? [entry.text] : [],
  );
  const ours = texts.join('');
  const pvs = state.disks.map(({ pv }) => pv !== null && ours.includes(pv.uuid));
  const root = [...state.files].filter(
    ([path, { kind }]) => path.startsWith('/var/lib/docker/') && !OWN.test(path) && kind === 'file',
  );
  return JSON.stringify([
    picture(state, first),
    pvs,
    // What a zeroing that is cut off leaves: the header alone.
    state.disks.map(({ area }) => area === ''),
    root.map(([path, entry]) => [path, entry.kind === 'file' && entry.sparse]),
    state.failingResumes,
    [...(state.carrier?.files ?? [])].map(([path, entry]) => [path, 'text' in entry && entry.text]),
    state.layers && layersKey(state, state.layers),
    state.vgs.map(({ lvs }) => lvs.map(({ pool }) => pool?.transactionId)),
    texts.map(tale).filter((told) => told !== null),
  ]);
}
