import { createHash } from 'node:crypto';

/**
 * A UUID that says "this effect of this message at this node": the same in every repeat of the run.
 * Version 8 of RFC 9562: the bits are a SHA-256.
 */
export function effectId(messageId: string, nodeId: string, discriminator: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([messageId, nodeId, discriminator]))
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
