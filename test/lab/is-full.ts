/** All scenarios are asked for, with the time that takes: `npm run test:lab:full`. */
export const isFull = process.env['DMCTL_LAB'] === 'full';
