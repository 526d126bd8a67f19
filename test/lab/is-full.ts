/** Which scenarios are asked for, besides what an `npm test` takes: DMCTL_LAB. */
const asked = process.env['DMCTL_LAB'];

/** What a release wants besides: `npm run test:lab:release`. */
export const isRelease = asked === 'release';

/** Both releases of Debian and every variant, with the time that takes. */
export const isFull = asked === 'full' || isRelease;
