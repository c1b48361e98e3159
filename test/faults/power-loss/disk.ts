import { dirname } from 'node:path';
import type { Random } from '../../torture/seeded.ts';
import type { LogRecord } from './record-log.ts';

/** What a disk writes whole. */
const sectorBytes = 512;

type Change = Extract<LogRecord, { kind: 'write' | 'resize' }>;

/** A file's content: what is flushed, and what happened to it since. */
class Inode {
  private flushed: Buffer<ArrayBuffer>;
  private since: Change[] = [];

  constructor(flushed: Buffer) {
    this.flushed = Buffer.alloc(flushed.length);
    flushed.copy(this.flushed);
  }

  change(change: Change): void {
    this.since.push(change);
  }

  flush(): void {
    for (const change of this.since) this.flushed = applied(this.flushed, change);
    this.since = [];
  }

  /**
   * The content after a cut. Of each sector written since the last flush one version survives, the flushed one or any
   * later; `share` is the part of those that got written at all. The size is one of those the file has had since.
   */
  afterCut(share: number, random: Random): Buffer {
    const versions = new Map<number, Buffer[]>();
    const sizes = [this.flushed.length];
    let content = Buffer.alloc(this.flushed.length);
    this.flushed.copy(content);
    for (const change of this.since) {
      content = applied(content, change);
      sizes.push(content.length);
      if (change.kind !== 'write') continue;
      const first = Math.floor(change.offset / sectorBytes);
      const last = Math.floor((change.offset + change.data.length - 1) / sectorBytes);
      for (let sector = first; sector <= last; sector += 1) {
        const version = Buffer.alloc(sectorBytes);
        content.copy(version, 0, sector * sectorBytes, (sector + 1) * sectorBytes);
        versions.set(sector, [...(versions.get(sector) ?? []), version]);
      }
    }
    const size = share === 1 ? content.length : (sizes[Math.floor(random() * sizes.length)] ?? 0);
    const left = Buffer.alloc(size);
    this.flushed.copy(left);
    for (const [sector, written] of versions) {
      if (random() >= share) continue;
      const version = share === 1 ? written.at(-1) : written[Math.floor(random() * written.length)];
      if (sector * sectorBytes < size) version?.copy(left, sector * sectorBytes);
    }
    return left;
  }
}

function applied(content: Buffer<ArrayBuffer>, change: Change): Buffer<ArrayBuffer> {
  if (change.kind === 'resize') {
    if (change.size <= content.length) return content.subarray(0, change.size);
    return grown(content, change.size);
  }
  const target = grown(content, change.offset + change.data.length);
  change.data.copy(target, change.offset);
  return target;
}

/** In place where the memory behind it is large enough, so that a file that grows is not copied at every write. */
function grown(content: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  if (size <= content.length) return content;
  const { buffer, byteOffset } = content;
  if (byteOffset === 0 && size <= buffer.byteLength) {
    const larger = Buffer.from(buffer, 0, size);
    larger.fill(0, content.length);
    return larger;
  }
  const larger = Buffer.from(new ArrayBuffer(Math.max(size, 2 * content.length)), 0, size);
  content.copy(larger);
  return larger;
}

export interface DiskOptions {
  /** What was safely there before the log begins, by path; nothing when absent. */
  readonly before?: (path: string) => Buffer | null;
  /** True for a flush that the disk acknowledges and does not make. */
  readonly swallows?: (path: string) => boolean;
}

/** Null: there is no such name. */
type Names = Map<string, Inode | null>;

/** A disk on which only what was flushed is safe: names when their folder was flushed, content when its file was. */
export class Disk {
  private readonly options: DiskOptions;
  private readonly inodes = new Map<number, Inode>();
  private readonly paths = new Map<number, string>();
  /** As they are now, and as they are safely. */
  private readonly present: Names = new Map();
  private readonly safe: Names = new Map();
  /** What happened to the names of a folder since it was flushed. */
  private readonly changes = new Map<string, ((names: Names) => void)[]>();

  constructor(options: DiskOptions = {}) {
    this.options = options;
  }

  apply(record: LogRecord): void {
    switch (record.kind) {
      case 'open':
        return this.open(record);
      case 'write':
      case 'resize':
        return this.inodes.get(record.file)?.change(record);
      case 'flush':
        if (this.options.swallows?.(this.paths.get(record.file) ?? '')) return;
        return this.inodes.get(record.file)?.flush();
      case 'flush-folder': {
        for (const change of this.changes.get(record.path) ?? []) change(this.safe);
        this.changes.delete(record.path);
        return;
      }
      case 'unlink':
        return this.rename(record.path, (names) => names.set(record.path, null));
      case 'rename': {
        const inode = this.present.get(record.from) ?? this.inodeBefore(record.from);
        for (const [file, path] of this.paths) if (path === record.from) this.paths.set(file, record.to);
        return this.rename(record.to, (names) => names.set(record.from, null).set(record.to, inode));
      }
    }
  }

  private open({ file, path, created }: Extract<LogRecord, { kind: 'open' }>): void {
    if (!created && this.inodes.has(file)) return;
    const inode = created ? new Inode(Buffer.alloc(0)) : this.inodeBefore(path);
    if (!inode) return;
    this.inodes.set(file, inode);
    this.paths.set(file, path);
    if (created) this.rename(path, (names) => names.set(path, inode));
    else for (const names of [this.present, this.safe]) names.set(path, inode);
  }

  private inodeBefore(path: string): Inode | null {
    const content = this.options.before?.(path) ?? null;
    return content && new Inode(content);
  }

  private rename(path: string, change: (names: Names) => void): void {
    change(this.present);
    const folder = dirname(path);
    this.changes.set(folder, [...(this.changes.get(folder) ?? []), change]);
  }

  /**
   * What a start after a power cut finds, by path: content, or null for what is gone; what is not named is as it was
   * before. A journalling file system keeps its changes of names in order: some of the latest are missing.
   * @param share part of the unflushed sectors that got written: 0 none, 1 all
   */
  afterCut(share: number, random: Random): Map<string, Buffer | null> {
    const names: Names = new Map(this.safe);
    for (const changes of this.changes.values()) {
      const kept = share === 1 ? changes.length : Math.floor(random() * (changes.length + 1));
      for (const change of changes.slice(0, kept)) change(names);
    }
    return new Map(
      [...names].map(([path, inode]) => [path, inode === null ? null : inode.afterCut(share, random)]),
    );
  }
}
