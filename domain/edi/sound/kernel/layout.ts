/** Numbers that both forms of the kernel and those who read what it writes go by. Words are of 32 bits; places in the program are in bytes. */

/** Most bytes that are looked at in one go. */
export const blockSize = 65_536;
/** Words that guides take as numbers; 0 is the place of nothing. */
export const programWords = 1_048_576;
/** Records of what a run goes past: when there is no more room, it ends. */
export const mostRecords = 8192;
/** Loops in loops. */
export const mostDepth = 30;

/** Roles of bytes, as `byteClass` and `beyondClass` have them. */
export const elementRole = 1;
export const segmentRole = 2;
export const componentRole = 3;
export const releaseRole = 5;
export const controlRole = 6;
export const letterRole = 7;

/** How the bytes of a value are checked; `slowForm`: not here. */
export const textForm = 0;
export const codeForm = 1;
export const wholeForm = 2;
export const decimalForm = 3;
export const numberForm = 4;
export const dateForm = 5;
export const timeForm = 6;
export const lettersForm = 7;
export const compositeForm = 8;
export const slowForm = 9;

/**
 * Numbers of a slot: form, least and most length, codes; of a composite how many components, which as bits, their first
 * slot. Then which name of the segment is its own, or that of its first component.
 */
export const slotSize = 20;
export const slotName = 16;
/** Numbers of a segment before its slots: their length in bytes, those required and those by period as bits, notes from and to. */
export const headSize = 20;

/** Numbers of a loop: its children, where the counts of those required are, where its ways by tag, its counter (-1: none). */
export const loopChildren = 0;
export const loopRequired = 4;
export const loopWays = 8;
export const loopCounter = 12;

/**
 * Numbers of a way that a segment may go from inside a loop: how many loops it leaves, which child of the loop around it
 * then is, how often that may come, the segment's plan (0: not placed yet), the segment, the loop it enters (-1: none),
 * the way to try after it (0: none), whether the guide's conditions are about the segment, and where these are (0: nowhere).
 */
export const wayUp = 0;
export const wayChild = 4;
export const wayMax = 8;
export const wayPlan = 12;
export const waySegment = 16;
export const wayInto = 20;
export const wayNext = 24;
export const wayTold = 28;
export const wayConditions = 32;
/** Its tag, and the two ways that were last gone after it and may be again. */
export const wayTag = 36;
export const wayThen = 40;
export const wayElse = 44;

/**
 * Numbers of conditions: the table of levels if the segment opens one (0: it does not), how many composites with dates,
 * elements that are added and totals follow; then of each its two or three numbers.
 */
export const ofLevels = 0;
export const ofDates = 4;
export const ofSums = 8;
export const ofTotals = 12;
export const conditionsHead = 16;
/** Levels have two tables by letter: which parents they may have as bits (0: any), and which bit they are themselves. */
export const letters = 128;

/** Numbers of a form of dates: its length, its digits, and where its parts begin (-1: it has none). */
export const formLength = 0;
export const formDigits = 4;
export const formCentury = 8;
export const formYear = 12;
export const formMonth = 16;
export const formDay = 20;
export const formWeek = 24;
export const formHour = 28;
export const formMinute = 32;
export const formSecond = 36;

/** Words of the state: how many loops are open, the next event, where the next segment begins, segments gone past. */
export const depthAt = 0;
export const eventAt = 1;
export const fromAt = 2;
export const passedAt = 3;
/** What must be placed before the run can go on: a loop as -1 - its index, or the plan of a way; 0: nothing. */
export const wantedAt = 4;
/** Records written. */
export const recordsAt = 5;
/** Of the last segment gone past: the events of its id and its terminator (negative: it is not plain), its begin, its tag. */
export const firstAt = 6;
export const lastAt = 7;
export const beginAt = 8;
export const tagAt = 9;
/** Of each open loop: which it is, the child it is at, and how often that has come. */
export const loopsAt = 64;
export const childrenAt = 96;
export const countsAt = 128;
/** Whole transaction sets gone past, and the segments in them. */
export const setsAt = 10;
export const segmentsAt = 11;
/** Of the header that sets have: bytes before its control number and after it, events before it, digits of the number. */
export const prefixAt = 12;
export const suffixAt = 13;
export const prefixEventsAt = 14;
export const leastDigitsAt = 15;
export const mostDigitsAt = 16;
/** Of the trailer: its tag and its plan. */
export const trailerTagAt = 17;
export const trailerPlanAt = 18;
/** Where the formats of dates are. */
export const formatsAt = 19;
/** The event at which a series stopped. */
export const stoppedAt = 22;
/** Levels of the set so far, and totals it has said. */
export const levelsAt = 20;
export const totalsAt = 21;
/** What was counted, and each total said with its counter. */
export const countersAt = 160;
export const mostCounters = 16;
export const saidAt = 176;
export const mostTotals = 8;
export const stateWords = 192;

/**
 * Words of a set: where it begins, where its control number is, where it ends, its segments, its records from and to,
 * where its trailer begins.
 */
export const setWords = 8;
export const setFrom = 0;
export const setNumber = 1;
export const setNumberEnd = 2;
export const setTo = 3;
export const setSegments = 4;
export const setRecords = 5;
export const setRecordsEnd = 6;
export const setTrailer = 7;
export const mostSets = 1024;
/** Levels of a set: a letter, and whether there may be nothing below. */
export const mostLevels = 8192;
export const isLeaf = 256;

/**
 * Words of a record: the segment, its first and last event, its begin, how many segments came before it in the run, how
 * many loops it leaves, the loop it enters (-1: none), how often the child it is has come, the way to it.
 */
export const recordWords = 9;
/** Record all segments, or those that move between loops or that the guide's conditions are about. */
export const recordAll = 2;
export const recordMoves = 1;
export const recordSegment = 0;
export const recordFirst = 1;
export const recordLast = 2;
export const recordBegin = 3;
export const recordPassed = 4;
export const recordUp = 5;
export const recordInto = 6;
export const recordCount = 7;
export const recordWay = 8;

/** Of the values of a segment: how many, and which of up to 64 names they have as bits in two words. */
export const valuesHead = 3;
/** A set has at most so many words of values: three for each record, and two for each event. */
export const mostValues = 155_648;
export const mostNames = 64;
/**
 * Texts of up to so many bytes are told by the slot in which the kernel keeps the one that was last there: its number; with
 * `newText` when another was there. Longer ones are not kept, and released ones have more in them than plain text.
 */
export const longestKnown = 16;
export const mostTexts = 4096;
export const newText = 4096;
export const longText = 8192;
export const releasedText = 8193;

/** Where everything is in the memory, in bytes. Before the block is room: what ends near its beginning is read at once. */
export const rolesFrom = 64;
export const delimitersFrom = 320;
export const stateFrom = 512;
export const headerFrom = 1536;
export const mostHeader = 448;
export const blockFrom = 2048;
export const eventsFrom = 67_648;
export const recordsFrom = 329_856;
export const setsFrom = 624_832;
export const levelsFrom = 657_664;
export const valuesFrom = 690_496;
export const textsFrom = 1_313_152;
export const programFrom = 1_378_752;
export const memoryPages = 86;
