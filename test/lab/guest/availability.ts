import { existsSync } from 'node:fs';

/** Why the lab cannot run on this machine, or null when it can. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `the lab needs Linux on x86-64, this is ${process.platform} on ${process.arch}`;
  }
  if (process.getuid?.() !== 0) return 'the lab needs root: it builds guest images with owners';
  if (!existsSync('/usr/bin/apt-get')) return 'the lab needs a Debian-like host: no apt-get here';
  return null;
}

/** Where the lab was asked for and cannot run, a skip would hide it: then the run must fail. */
export function mustHaveLab(): boolean {
  return process.env['CI'] === 'true';
}
