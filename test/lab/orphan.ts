/** For lab.lab.ts: boots a guest, says which process is its kernel, and waits to be killed. */
import { once } from 'node:events';
import { Guest } from './guest/index.ts';

const guest = await Guest.create({ suite: 'bookworm' });
process.send?.(guest.kernelPid);
await once(process, 'never');
