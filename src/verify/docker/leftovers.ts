import { dockerFacts } from '../../docker/engine.ts';
import { note, ok, type Examination } from '../examination.ts';

/** Setup keeps the previous data root so that it can be undone. */
export const dataRootBackup: Examination = {
  id: 'leftovers',
  code: 'DM180',
  title: 'nothing is left over from setup',
  wanted: 'no previous data root beside the new one',
  scope: 'set-up',
  judge: ({ facts }) => {
    const { dataRootBackup: backup } = dockerFacts(facts);
    if (!backup.exists) return ok(`no ${backup.path}`);
    return note(
      `the previous data root still exists: ${backup.path}, with its images, containers and volumes`,
      'when you no longer need it: dmctl cleanup',
      `or by hand: rm -rf --one-file-system ${backup.path}`,
    );
  },
};
