import { open } from 'node:fs/promises';

const partLength = 262_144;

/** The bytes of a file, part by part in one buffer. */
export async function* fileParts(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  const buffer = new Uint8Array(partLength);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
