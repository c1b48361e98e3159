import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Holds a UUID with room to spare; a longer id is not noted. */
const slotBytes = 64;

/**
 * Ids of the messages being run, in a file of fixed slots beside the database. A write goes to the page cache, which
 * outlives the process but not the machine, and takes some microseconds; nothing is ever flushed. Trouble with the
 * file is swallowed, since it only helps to find what brings a process down.
 */
export class Running {
  #descriptor: number | null;
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
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
    const slot = this.#free.pop() ?? this.#next++;
    this.#slots.set(id, slot);
    const bytes = Buffer.alloc(slotBytes);
    text.copy(bytes);
    this.#write(slot, bytes);
  }

  ended(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#slots.delete(id);
    this.#release(slot);
  }

  /** Each is told once. */
  interrupted(): string[] {
    const told = this.#interrupted;
    this.#interrupted = new Map();
    for (const slot of told.values()) this.#release(slot);
    return [...told.keys()];
  }

  close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor !== null) quietly(() => closeSync(descriptor));
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
