export { run } from '../kernel/run.ts';
export { soundEnd } from '../kernel/segment.ts';
export { series } from '../kernel/series.ts';
export { values } from '../kernel/values.ts';
export { findEvents } from './words.ts';
