import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Holds a UUID with room to spare; a longer id is not noted. */
const slotBytes = 64;

/**
 * Ids of the messages being run, in a file of fixed slots beside the database. A write goes to the page cache, which
 * outlives the process but not the machine, and takes some microseconds; nothing is ever flushed. Under load the slot
 * of one that ended is written over by the next that begins; only what no other takes within a turn of the event loop
 * is cleared. Trouble with the file is swallowed, since it only helps to find what brings a process down.
 */
export class Running {
  #descriptor: number | null;
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  /** Free, but the file does not say so yet. */
  readonly #ended: number[] = [];
  #clearing = false;
  #next = 0;
  /** Of a process that ended without saying so; their slots are kept until they were told. */
  #interrupted = new Map<string, number>();

  constructor(file: string) {
    this.#descriptor = quietly(() => openSync(file, constants.O_RDWR | constants.O_CREAT)) ?? null;
    this.#read();
  }

  began(id: string): void {
    if (this.#slots.has(id)) return;
    const text = Buffer.from(id);
    if (text.length >= slotBytes) return;
    const slot = this.#ended.pop() ?? this.#free.pop() ?? this.#next++;
    this.#slots.set(id, slot);
    const bytes = Buffer.alloc(slotBytes);
    text.copy(bytes);
    this.#write(slot, bytes);
  }

  ended(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#slots.delete(id);
    this.#ended.push(slot);
    if (this.#clearing) return;
    this.#clearing = true;
    setImmediate(() => this.#clear());
  }

  /** Each is told once. */
  interrupted(): string[] {
    const told = this.#interrupted;
    this.#interrupted = new Map();
    for (const slot of told.values()) this.#release(slot);
    return [...told.keys()];
  }

  close(): void {
    this.#clear();
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor !== null) quietly(() => closeSync(descriptor));
  }

  #clear(): void {
    this.#clearing = false;
    for (const slot of this.#ended.splice(0)) this.#release(slot);
  }

  #release(slot: number): void {
    this.#write(slot, empty);
    this.#free.push(slot);
  }

  #read(): void {
    const descriptor = this.#descriptor;
    if (descriptor === null) return;
    quietly(() => {
      const bytes = Buffer.alloc(fstatSync(descriptor).size);
      readSync(descriptor, bytes, 0, bytes.length, 0);
      this.#next = Math.ceil(bytes.length / slotBytes);
      for (let slot = 0; slot < this.#next; slot += 1) {
        const id = bytes.toString('utf8', slot * slotBytes, (slot + 1) * slotBytes).replace(/\0+$/, '');
        if (id === '') this.#free.push(slot);
        else this.#interrupted.set(id, slot);
      }
    });
  }

  #write(slot: number, bytes: Buffer): void {
    const descriptor = this.#descriptor;
    if (descriptor !== null) quietly(() => writeSync(descriptor, bytes, 0, slotBytes, slot * slotBytes));
  }
}

const empty = Buffer.alloc(slotBytes);

function quietly<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
