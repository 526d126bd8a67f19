import { join } from 'node:path';
import { cacheFolder } from '../test/lab/guest/folders.ts';
import type { Guest } from '../test/lab/guest/index.ts';

const ROOT = join(import.meta.dirname, '..');

/** The guest's mounts name folders of the machine it runs on, which are nobody's business. */
export const withoutOurPaths = (recording: string, { folder }: Pick<Guest, 'folder'>): string =>
  recording
    .replaceAll(folder, '/lab/run')
    .replaceAll(cacheFolder(), '/lab/images')
    .replaceAll(ROOT, '/lab/project');
