import fc from 'fast-check';

/**
 * fast-check with the same cases in every run. A failure prints its seed and path;
 * FAST_CHECK_SEED=N looks elsewhere.
 */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_170_601) });

export default fc;
