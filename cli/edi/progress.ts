/** Shows how far a long task has come, on one line that it writes over. */
export interface Progress {
  at(bytes: number): void;
  /** Takes the line away, before something else is written. */
  hide(): void;
}

const width = 30;

/** Progress through so many bytes; `write` gets text without line ends. */
export function progressOf(bytes: number, write: (text: string) => void): Progress {
  let shown = -1;
  let visible = false;
  return {
    at(place) {
      const percent = Math.floor((Math.min(place, bytes) / Math.max(bytes, 1)) * 100);
      if (percent === shown) return;
      shown = percent;
      visible = true;
      const full = Math.round((percent / 100) * width);
      write(`\r[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${String(percent).padStart(3)} %`);
    },
    hide() {
      if (visible) write(`\r${' '.repeat(width + 8)}\r`);
      visible = false;
    },
  };
}

/** The parts of a file as they come, told to the progress as they are asked for. */
export async function* watched(
  parts: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of parts) {
    bytes += part.length;
    progress.at(bytes);
    yield part;
  }
  progress.hide();
}
