import { found, type TowerRoute } from './route.ts';

/** Orders of which something expected has not come, those with the most money first. */
export const readAtRisk: TowerRoute['handle'] = async ({ face }) => found(await face.atRisk());
