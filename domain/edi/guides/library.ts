import { edifactGuides } from './edifact/index.ts';
import { x12Guides } from './x12/index.ts';

/** The guides and dictionaries that come with Crossdock, by reference. */
export const library: Readonly<Record<string, unknown>> = { ...x12Guides, ...edifactGuides };
