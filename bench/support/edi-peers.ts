/** What other readers of npm make of a file, each as its own documentation has it used. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

const load = createRequire(import.meta.url);

export interface Peer {
  readonly name: string;
  readonly read: (bytes: Buffer) => Promise<number>;
}

interface NodeX12 {
  readonly X12Parser: new (strict: boolean) => { parse(text: string): { functionalGroups: unknown[] } };
}
interface X12ParserModule {
  readonly X12parser: new () => NodeJS.ReadWriteStream;
}
interface Events {
  encoding(level: string): void;
  on(event: 'opensegment', listener: () => void): void;
  write(text: string): void;
  end(): void;
}
interface TsEdifact {
  readonly NullValidator: new () => unknown;
  readonly Configuration: new (options: { charset: string; validator: unknown }) => unknown;
  readonly Parser: new (
    configuration: unknown,
  ) => { onOpenSegment: () => void; write(text: string): void; end(): void };
}

/** Bare segments as objects. */
export const x12Peers: readonly Peer[] = [
  {
    name: 'node-x12: objects, without a guide',
    read: async (bytes) => {
      const { X12Parser } = load('node-x12') as NodeX12;
      return new X12Parser(true).parse(bytes.toString('utf8')).functionalGroups.length;
    },
  },
  {
    name: 'x12-parser: segments',
    read: async (bytes) => {
      const { X12parser } = load('x12-parser') as X12ParserModule;
      const parser = Readable.from([bytes]).pipe(new X12parser());
      let count = 0;
      parser.on('data', () => {
        count += 1;
      });
      await once(parser, 'end');
      return count;
    },
  },
];

export const edifactPeers: readonly Peer[] = [
  {
    name: 'edifact: segments',
    read: async (bytes) => {
      const Parser = load('edifact/parser.js') as new (validator?: unknown) => Events;
      const parser = new Parser();
      parser.encoding('UNOC');
      let count = 0;
      parser.on('opensegment', () => {
        count += 1;
      });
      parser.write(bytes.toString('latin1'));
      parser.end();
      return count;
    },
  },
  {
    name: 'ts-edifact: segments',
    read: async (bytes) => {
      const { Configuration, NullValidator, Parser } = load('ts-edifact') as TsEdifact;
      const parser = new Parser(new Configuration({ charset: 'UNOC', validator: new NullValidator() }));
      let count = 0;
      parser.onOpenSegment = () => {
        count += 1;
      };
      parser.write(bytes.toString('latin1'));
      parser.end();
      return count;
    },
  },
];
