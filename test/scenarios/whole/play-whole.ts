import type { Played, Step } from '../play.ts';
import { stepOf } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { gather } from './gather.ts';
import { perform, receiveStock } from './perform.ts';
import { type Seat, seatOf } from './site.ts';
import { type LedgerPlace, openWorld, type World } from './world.ts';

/** A case as it went through the runtime; `failure` when it could not be played to its end. */
export interface PlayedWhole {
  readonly file: string;
  readonly played: Played | null;
  readonly failure: string | null;
}

interface Event {
  readonly seat: Seat;
  readonly index: number;
  readonly at: number;
}

export interface WholeOptions {
  /** Of the ledger; SQLite when there is none. */
  readonly place?: LedgerPlace | null;
  readonly log?: (line: string) => void;
}

/** Partners that a case does not speak of answer at once, but carriers who plan and the ERP that books wait. */
const prompt = ['erp-confirmation', 'release-confirmed'] as const;

/** Plays all cases in one runtime at once, by one calendar: what happens at one instant happens in all of them. */
export async function playWhole(
  scenarios: readonly Scenario[],
  { place = null, log = () => {} }: WholeOptions = {},
): Promise<readonly PlayedWhole[]> {
  const seats = scenarios.map(seatOf);
  const events = seats.flatMap(eventsOf).sort((one, other) => one.at - other.at);
  const first = new Date((events[0]?.at ?? 0) - 60_000).toISOString();
  const world = await openWorld(seats, first, place);
  try {
    for (const seat of seats) answerAtOnce(seat, world);
    await receiveStock(world);
    return await playAll(seats, events, world, log);
  } finally {
    await world.close();
  }
}

/** Somebody who looks when something was due looks a little later: what happened at an instant took its time as well. */
const lookMs = 120_000;
/** What becomes due within so long does so together. */
const togetherMs = 30_000;

/** An event that is told late happens when the one before it has. */
function eventsOf(seat: Seat): readonly Event[] {
  let latest = 0;
  return seat.scenario.given.map((given, index) => {
    latest = Math.max(latest, Date.parse(given.at) + ('time' in given ? lookMs : 0));
    return { seat, index, at: latest };
  });
}

function answerAtOnce(seat: Seat, { bench }: World): void {
  const { given, partners = {} } = seat.scenario;
  const { desk } = bench.table(seat);
  for (const question of prompt) {
    const isTold = given.some((each) => question in each);
    if (!isTold && !(partners.silent ?? []).includes(question)) desk.tell(question, null);
  }
  for (const question of partners.prompt ?? []) desk.tell(question, null);
}

async function playAll(
  seats: readonly Seat[],
  events: readonly Event[],
  world: World,
  log: (line: string) => void,
): Promise<readonly PlayedWhole[]> {
  const steps = new Map(seats.map((seat) => [seat, [] as Step[]]));
  const ended = new Map<Seat, PlayedWhole>();
  const rounds = roundsOf(events);
  for (const [position, round] of rounds.entries()) {
    const begun = performance.now();
    await untilNothingIsDue(world, new Date(round[0]?.at ?? 0).toISOString());
    for (const { seat, index } of round) {
      const given = seat.scenario.given[index];
      if (!given || ended.has(seat)) continue;
      try {
        const ways = await perform(given, world.bench.table(seat), world);
        steps.get(seat)?.push(stepOf(given, null, ways));
      } catch (thrown) {
        ended.set(seat, { file: seat.scenario.file, played: null, failure: String(thrown) });
      }
    }
    await world.settle();
    const done = round.filter(
      ({ seat, index }) => index === seat.scenario.given.length - 1 && !ended.has(seat),
    );
    if (done.length > 0) {
      const tower = await world.tower();
      for (const { seat } of done) ended.set(seat, await end(seat, world, tower, steps.get(seat) ?? []));
    }
    log(
      `${position + 1} of ${rounds.length}, ${new Date(round[0]?.at ?? 0).toISOString()}: ${round.length} events in ${Math.round(performance.now() - begun)} ms, ${ended.size} of ${seats.length} cases played`,
    );
  }
  return seats.flatMap((seat) => ended.get(seat) ?? []);
}

async function end(
  seat: Seat,
  world: World,
  tower: Awaited<ReturnType<World['tower']>>,
  steps: readonly Step[],
): Promise<PlayedWhole> {
  const { file } = seat.scenario;
  try {
    return { file, played: await gather(world.bench.table(seat), world, tower, steps), failure: null };
  } catch (thrown) {
    return { file, played: null, failure: String(thrown) };
  }
}

/** Puts the clock forward from one thing that becomes due to the next. */
async function untilNothingIsDue({ clock, running, settle }: World, instant: string): Promise<void> {
  for (;;) {
    const due = await running.ledger.nextDueAt(clock.now().toISOString());
    if (due === null || due >= instant) break;
    const together = new Date(Date.parse(due) + togetherMs).toISOString();
    clock.putForwardTo(together < instant ? together : due);
    await settle();
  }
  clock.putForwardTo(instant);
}

/** Events of one instant; of each case one at a time. */
function roundsOf(events: readonly Event[]): readonly (readonly Event[])[] {
  const rounds: Event[][] = [];
  let round: Event[] = [];
  for (const event of events) {
    if (round[0] && (round[0].at !== event.at || round.some(({ seat }) => seat === event.seat))) {
      rounds.push(round);
      round = [];
    }
    round.push(event);
  }
  return [...rounds, round];
}
