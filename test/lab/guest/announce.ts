import { whyNoLab } from './availability.ts';

/** Once before all scenarios: a run that is going to skip everything must not look like a pass. */
export default function announce(): void {
  const missing = whyNoLab();
  if (missing === null) return;
  console.error(`\n  LAB SCENARIOS ARE SKIPPED: ${missing}\n`);
}
