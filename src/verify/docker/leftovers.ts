import { dockerFacts } from '../../docker/engine.ts';
import { note, ok, type Examination } from '../examination.ts';

/** What the set-up kept, so that there was a way back. */
export const dataRootBackup: Examination = {
  id: 'leftovers',
  code: 'DM180',
  title: 'nothing is left over from the set-up',
  wanted: 'no old data root beside the new one',
  scope: 'set-up',
  judge: ({ facts }) => {
    const { dataRootBackup: backup } = dockerFacts(facts);
    if (!backup.exists) return ok(`no ${backup.path}`);
    return note(
      `${backup.path}: the data root from before, with its images, containers and volumes`,
      'once nothing in it is needed: dmctl cleanup',
      `by hand: rm -rf --one-file-system ${backup.path}`,
    );
  },
};
