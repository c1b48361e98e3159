import type { Dialect, Standard } from './dialect.ts';
import type { Problem } from './problem.ts';

/** Who sends or receives an interchange: an id and the qualifier that says whose numbering it is. */
export interface Identity {
  readonly qualifier?: string;
  readonly id: string;
}

/** What ISA or UNB says. */
export interface InterchangeEnvelope {
  readonly standard: Standard;
  readonly sender: Identity;
  readonly receiver: Identity;
  readonly controlNumber: string;
  /** `2026-01-15`, in the sender's local time; as sent if it is no date. */
  readonly date: string;
  /** `10:30`, in the sender's local time. */
  readonly time: string;
  /** `00401` or `UNOC:3`. */
  readonly version: string;
  readonly test: boolean;
  /** Whether the sender asks for a receipt of the interchange (ISA14, UNB 0031). */
  readonly acknowledgementRequested: boolean;
}

/** What GS or UNG says. */
export interface GroupEnvelope {
  /** Functional identifier (`PO`) or message type (`ORDERS`). */
  readonly code: string;
  readonly sender: string;
  readonly receiver: string;
  readonly controlNumber: string;
  readonly date: string;
  readonly time: string;
  readonly version: string;
}

/** One transaction set or message as a place in the file: nothing of its body has been made into text. */
export interface TransactionRange {
  readonly type: string;
  /** `004010` (GS08) or `D96A` (UNH S009). */
  readonly version: string;
  /** Implementation named by the sender: ST03, or S009/0057 such as `EAN008`. */
  readonly association?: string;
  /** UNH S009 as sent: type, version, release, agency, association. */
  readonly identifier?: readonly string[];
  readonly controlNumber: string;
  /** From the first byte of ST or UNH. */
  readonly from: number;
  /** To the byte after the terminator of SE or UNT. */
  to: number;
  /** Header and trailer included. */
  segments: number;
  readonly problems: Problem[];
}

export interface Group {
  /** `null` in EDIFACT without UNG. */
  readonly envelope: GroupEnvelope | null;
  readonly from: number;
  to: number;
  /** Transaction sets that the trailer counts. */
  declared: number;
  readonly transactions: TransactionRange[];
  readonly problems: Problem[];
}

/** An interchange acknowledgement (TA1) found inside an interchange. */
export interface InterchangeAcknowledgement {
  readonly controlNumber: string;
  readonly date: string;
  readonly time: string;
  /** A accepted, E accepted with errors, R rejected. */
  readonly status: string;
  /** TA105, `000` if there is nothing to note. */
  readonly note: string;
}

export interface Interchange {
  readonly dialect: Dialect;
  readonly envelope: InterchangeEnvelope;
  /** From the first byte of UNA, ISA or UNB. */
  readonly from: number;
  to: number;
  readonly groups: Group[];
  readonly acknowledgements: InterchangeAcknowledgement[];
  readonly problems: Problem[];
}

/** One pair of header and trailer. In both standards the trailer is count, then control number. */
export interface Level {
  readonly name: 'interchange' | 'group' | 'transaction';
  readonly header: string;
  readonly trailer: string;
  /** The element of the header that holds the control number. */
  readonly control: number;
  readonly controlForm: RegExp;
  readonly controlWords: string;
  /** What the trailer counts. */
  readonly unit: string;
}

const edifactReference = { controlForm: /^.{1,14}$/, controlWords: '1 to 14 characters' };

export const levels: Readonly<Record<Standard, Readonly<Record<Level['name'], Level>>>> = {
  X12: {
    interchange: {
      name: 'interchange',
      header: 'ISA',
      trailer: 'IEA',
      control: 13,
      controlForm: /^\d{9}$/,
      controlWords: '9 digits',
      unit: 'functional groups',
    },
    group: {
      name: 'group',
      header: 'GS',
      trailer: 'GE',
      control: 6,
      controlForm: /^\d{1,9}$/,
      controlWords: '1 to 9 digits',
      unit: 'transaction sets',
    },
    transaction: {
      name: 'transaction',
      header: 'ST',
      trailer: 'SE',
      control: 2,
      controlForm: /^.{4,9}$/,
      controlWords: '4 to 9 characters',
      unit: 'segments',
    },
  },
  EDIFACT: {
    interchange: {
      name: 'interchange',
      header: 'UNB',
      trailer: 'UNZ',
      control: 5,
      unit: 'groups or messages',
      ...edifactReference,
    },
    group: {
      name: 'group',
      header: 'UNG',
      trailer: 'UNE',
      control: 5,
      unit: 'messages',
      ...edifactReference,
    },
    transaction: {
      name: 'transaction',
      header: 'UNH',
      trailer: 'UNT',
      control: 1,
      unit: 'segments',
      ...edifactReference,
    },
  },
};
