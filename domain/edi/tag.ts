/** Three bytes of a segment id as one number, so that segments are told apart without making a string. */
export const tagOf = (id: string): number =>
  id.charCodeAt(0) * 65536 + (id.charCodeAt(1) || 0) * 256 + (id.charCodeAt(2) || 0);
