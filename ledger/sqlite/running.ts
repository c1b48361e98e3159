import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Holds a UUID with room to spare; a longer id is not noted. */
const slotBytes = 64;
const leastSlots = 512;

/**
 * Ids of the messages being run, in a file of fixed slots beside the database. A write goes to the page cache, which
 * outlives the process but not the machine, and takes some microseconds; nothing is ever flushed. What begins is
 * written at once, many in one write; what has ended along with it, when nothing runs any more, or when the turn of the
 * event loop is over, before anybody's code runs. Trouble with the file is swallowed, since it only helps to find what brings a process down.
 */
export class Running {
  #descriptor: number | null;
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #next = 0;
  /** What the file is to hold, and which part of it is not written yet. */
  #image = Buffer.alloc(leastSlots * slotBytes);
  #firstChanged = Number.POSITIVE_INFINITY;
  #endChanged = 0;
  #flushing = false;
  /** Of a process that ended without saying so; their slots are kept until they were told. */
  #interrupted = new Map<string, number>();

  constructor(file: string) {
    this.#descriptor = quietly(() => openSync(file, constants.O_RDWR | constants.O_CREAT)) ?? null;
    this.#read();
  }

  began(...ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#slots.has(id) || Buffer.byteLength(id) >= slotBytes) continue;
      const slot = this.#free.pop() ?? this.#next++;
      this.#slots.set(id, slot);
      this.#put(slot, id);
    }
    this.#flush();
  }

  ended(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#slots.delete(id);
    this.#release(slot);
    // Who waits for the last one to end may go, and the process with it.
    if (this.#slots.size === 0) this.#flush();
    else this.#flushSoon();
  }

  /** Each is told once. */
  interrupted(): string[] {
    const told = this.#interrupted;
    this.#interrupted = new Map();
    for (const slot of told.values()) this.#release(slot);
    this.#flush();
    return [...told.keys()];
  }

  close(): void {
    this.#flush();
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor !== null) quietly(() => closeSync(descriptor));
  }

  #release(slot: number): void {
    this.#put(slot, '');
    this.#free.push(slot);
  }

  #read(): void {
    const descriptor = this.#descriptor;
    if (descriptor === null) return;
    quietly(() => {
      const bytes = Buffer.alloc(fstatSync(descriptor).size);
      readSync(descriptor, bytes, 0, bytes.length, 0);
      this.#next = Math.ceil(bytes.length / slotBytes);
      this.#image = Buffer.alloc(Math.max(leastSlots, 2 * this.#next) * slotBytes);
      bytes.copy(this.#image);
      for (let slot = 0; slot < this.#next; slot += 1) {
        const id = bytes.toString('utf8', slot * slotBytes, (slot + 1) * slotBytes).replace(/\0+$/, '');
        if (id === '') this.#free.push(slot);
        else this.#interrupted.set(id, slot);
      }
    });
  }

  #put(slot: number, id: string): void {
    const from = slot * slotBytes;
    if (from + slotBytes > this.#image.length) {
      this.#image = Buffer.concat([this.#image], 2 * (from + slotBytes));
    }
    this.#image.fill(0, this.#image.write(id, from) + from, from + slotBytes);
    this.#firstChanged = Math.min(this.#firstChanged, from);
    this.#endChanged = Math.max(this.#endChanged, from + slotBytes);
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const [from, end] = [this.#firstChanged, this.#endChanged];
    if (from >= end) return;
    this.#firstChanged = Number.POSITIVE_INFINITY;
    this.#endChanged = 0;
    const descriptor = this.#descriptor;
    if (descriptor !== null) quietly(() => writeSync(descriptor, this.#image, from, end - from, from));
  }
}

function quietly<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
