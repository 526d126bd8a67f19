/** Nothing of the caller's environment but PATH: neither language nor time zone nor a home. */
export const plainEnvironment = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };
