import { closeSync, openSync, write as writeBytes, writeSync } from 'node:fs';

/** Lines kept while the disk refuses them, in characters; beyond that the newest are dropped. */
const mostKept = 1_000_000;

/**
 * A file that lines are appended to, in order and off the caller's way. A disk that refuses costs lines at most, never
 * the process: it is said once, the lines are kept as far as there is room, and the next one tries again.
 */
export class LogFile {
  private readonly file: string;
  private readonly told: (reason: string) => void;
  private readonly descriptor: number;
  private waiting: string[] = [];
  private waitingLength = 0;
  private writing: Promise<void> | null = null;
  private failing = false;
  private closed = false;

  /** @param told gets the reason when writing begins to fail @throws the file system's error when it cannot be opened */
  constructor(file: string, told: (reason: string) => void) {
    this.file = file;
    this.told = told;
    this.descriptor = openSync(file, 'a');
    process.on('exit', this.atExit);
  }

  write(line: string): void {
    if (this.closed || this.waitingLength + line.length > mostKept) return;
    this.waiting.push(line);
    this.waitingLength += line.length;
    this.writing ??= this.writeAll();
  }

  /** Resolves when everything written so far is in the file, or the disk has refused it. */
  async flush(): Promise<void> {
    while (this.writing) await this.writing;
  }

  /** What is written afterwards is dropped. */
  async close(): Promise<void> {
    if (this.closed) return;
    await this.flush();
    this.closed = true;
    process.off('exit', this.atExit);
    closeSync(this.descriptor);
  }

  private async writeAll(): Promise<void> {
    // Lines of the same turn go together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const bytes = Buffer.from(this.waiting.join(''));
      this.waiting = [];
      this.waitingLength = 0;
      const refused = await this.append(bytes);
      if (refused === null) continue;
      const { left, reason } = refused;
      this.waiting.unshift(left);
      this.waitingLength += left.length;
      if (!this.failing) this.told(`the log file ${this.file} cannot be written: ${reason}`);
      this.failing = true;
      break;
    }
    this.writing = null;
  }

  private append(bytes: Buffer): Promise<{ readonly left: string; readonly reason: string } | null> {
    return new Promise((resolve) => {
      writeBytes(this.descriptor, bytes, (error, written) => {
        if (error) resolve({ left: bytes.toString(), reason: error.message });
        else {
          this.failing = false;
          resolve(written === bytes.length ? null : this.append(bytes.subarray(written)));
        }
      });
    });
  }

  private readonly atExit = (): void => {
    try {
      writeSync(this.descriptor, this.waiting.join(''));
    } catch {
      // The process is ending, and the reason has been told.
    }
  };
}
