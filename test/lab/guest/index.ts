export { Guest } from './guest.ts';
export { SUITES, type Suite } from './recipe.ts';
export { useGuest } from './use-guest.ts';
