/** Who is at the other end, behind proxies that are trusted or none; and how much one of them may ask for. */
import { isIP } from "node:net";
import type { IncomingMessage } from "node:http";
import type { BilingualText } from "../protocol/messages.ts";
import type { ChangeMeter } from "../rooms/ChangeMeter.ts";
import { INTAKE_RATE } from "./Intake.ts";
import { RateLimit } from "./RateLimit.ts";

/**
 * The address a request came from. Behind `trusted` proxies, each of which adds the address it was asked by to
 * X-Forwarded-For, it is the entry that the outermost of them wrote; what stands before was written by anybody.
 */
export function clientAddress(request: IncomingMessage, trusted: number): string {
  const direct = request.socket.remoteAddress ?? "";
  if (trusted === 0) return direct;
  const entries = (request.headersDistinct["x-forwarded-for"] ?? []).join(",").split(",");
  const entry = entries.at(-trusted)?.trim() ?? "";
  return isIP(entry) === 0 ? direct : entry;
}

/** Buckets by name (an address, a person); those that are full again are forgotten. */
export class RateLimits {
  private readonly buckets = new Map<string, RateLimit>();
  private turned: number;

  constructor(
    private readonly options: { readonly burst: number; readonly perSecond: number },
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.turned = clock();
  }

  take(name: string, cost = 1): boolean {
    return this.bucket(name).take(cost);
  }

  /** Notes what something cost that is done; see `RateLimit.spend`. */
  spend(name: string, cost: number): void {
    this.bucket(name).spend(cost);
  }

  bucket(name: string): RateLimit {
    this.turn();
    const bucket = this.buckets.get(name) ?? new RateLimit(this.options, this.clock);
    this.buckets.set(name, bucket);
    return bucket;
  }

  get size(): number {
    return this.buckets.size;
  }

  /** Forgets, now and then, the buckets that are full. */
  private turn(): void {
    const now = this.clock();
    const { burst, perSecond } = this.options;
    if (now - this.turned < Math.max(1_000, (burst / perSecond) * 1000)) return;
    this.turned = now;
    for (const [name, bucket] of this.buckets) if (bucket.isFull) this.buckets.delete(name);
  }
}

/** Requests a second; ten seconds of them at once, twenty of changes, and a minute of new rooms. */
export interface VisitorRates {
  readonly address: number;
  readonly person: number;
  /** Changes of a cluster and its class, by one person. */
  readonly change: number;
  readonly create: number;
}

export const DEFAULT_RATES: VisitorRates = { address: 300, person: 100, change: 10, create: 1 };

/** Whole states of a room to one person's pages. */
const STATE_RATE = { burst: 40, perSecond: 0.5 };
/** Of a page that begins: its state over HTTP, its line after that; or both over the line. */
export const STATE_COST = { state: 0.5, line: 0.5, whole: 1 } as const;

/** Codes of rooms tried by an address that were none: of some 10^12 there are. A class behind one address mistypes some. */
const GUESS_RATE = { burst: 60, perSecond: 0.5 };
/** Secrets of the operator tried by an address that were wrong. */
const SECRET_RATE = { burst: 10, perSecond: 1 / 60 };

/** So many bytes that a change brings weigh as much as the change itself: all in the room are shown them. */
const CHANGE_BYTES = 2 * 1024;
/**
 * Time that one change takes of all in the server, ms, that weighs nothing beside its bytes, and how much beyond weighs as a change:
 * what one person holds all others up for at a stretch stays under a two-hundredth of their time.
 */
const HELD = { free: 50, weighsOne: 0.5 };
/** And so many bytes of an answer as much as the question. */
const ANSWER_BYTES = 32 * 1024;

/** Pages in other pages that begin by an embed link: all that a room shows at once, of one address; then one in two hundred ms. */
const VIEW_RATE = { burst: 300, perSecond: 5 };
/** Where a page looks, told to all in its class: by one person, whatever pages they have. */
const LOOK_RATE = { burst: 60, perSecond: 10 };
/** Lines that pages of one address have open. A school behind one address has some hundreds. */
const MOST_LINES = 2_000;

export const TOO_MANY: BilingualText = { en: "too many requests; try again in a moment", ko: "요청이 너무 많아요" };

/** Of one change: what those before it weighed is waited off first, though it was let in before that was known. */
class PersonMeter implements ChangeMeter {
  /** Whether it came to its turn and was not done. */
  refused = false;

  /** `rate`: the bucket there is when it is asked. */
  constructor(private readonly rate: () => RateLimit) {}

  refusal(): BilingualText | undefined {
    this.refused = this.rate().owed > 0;
    return this.refused ? TOO_MANY : undefined;
  }

  changed(bytes: number, heldMs: number): void {
    this.rate().spend(Math.max(bytes / CHANGE_BYTES, (heldMs - HELD.free) / HELD.weighsOne));
  }
}

interface VisitorsOptions {
  readonly rates: VisitorRates;
  readonly trustedProxies: number;
  /** Lines one address has open at most; left out: as in production. */
  readonly lines?: number;
}

/** The rates of a server. */
export class Visitors {
  private readonly addresses: RateLimits;
  private readonly people: RateLimits;
  private readonly changes: RateLimits;
  private readonly states = new RateLimits(STATE_RATE);
  private readonly creations: RateLimits;
  private readonly intakes = new RateLimits(INTAKE_RATE);
  private readonly guesses = new RateLimits(GUESS_RATE);
  private readonly secrets = new RateLimits(SECRET_RATE);
  private readonly views = new RateLimits(VIEW_RATE);
  private readonly looks = new RateLimits(LOOK_RATE);
  /** How many lines each address has open. */
  private readonly lines = new Map<string, number>();
  private readonly mostLines: number;

  constructor(private readonly options: VisitorsOptions) {
    this.mostLines = options.lines ?? MOST_LINES;
    const { address, person, change, create } = options.rates;
    this.addresses = new RateLimits({ burst: address * 10, perSecond: address });
    this.people = new RateLimits({ burst: person * 10, perSecond: person });
    this.changes = new RateLimits({ burst: change * 20, perSecond: change });
    this.creations = new RateLimits({ burst: create * 60, perSecond: create });
  }

  /** Counts a request of this address; false: there were too many. */
  admits(request: IncomingMessage): boolean {
    return this.addresses.take(clientAddress(request, this.options.trustedProxies));
  }

  /** How quickly a person's connections are read, however many they have. */
  intakeOf(room: string, person: string): RateLimit {
    return this.intakes.bucket(`${room} ${person}`);
  }

  /** Counts what a person asks of a cluster, by whichever door and from however many pages. */
  admitsPerson(cluster: string, person: string): boolean {
    return this.people.take(`${cluster} ${person}`);
  }

  /** Counts a change that a person asks for. */
  admitsChange(cluster: string, person: string): boolean {
    return this.changes.take(`${cluster} ${person}`);
  }

  /** Counts a page that wants the whole state of a room. */
  admitsState(cluster: string, person: string, cost: number = STATE_COST.whole): boolean {
    return this.states.take(`${cluster} ${person}`, cost);
  }

  /** Weighs a change of the person's when its turn comes. */
  meter(cluster: string, person: string): PersonMeter {
    return new PersonMeter(() => this.changes.bucket(`${cluster} ${person}`));
  }

  /** Counts a view in another page that wants the whole state of a room. */
  admitsView(request: IncomingMessage): boolean {
    return this.views.take(clientAddress(request, this.options.trustedProxies));
  }

  /** Counts that a person looks at something else. */
  admitsLook(room: string, person: string): boolean {
    return this.looks.take(`${room} ${person}`);
  }

  /** Whether this address may open one more line. */
  admitsLine(request: IncomingMessage): boolean {
    return (this.lines.get(clientAddress(request, this.options.trustedProxies)) ?? 0) < this.mostLines;
  }

  /** Counts a line that is open until what is given back is called. */
  lineOpened(request: IncomingMessage): () => void {
    const address = clientAddress(request, this.options.trustedProxies);
    this.lines.set(address, (this.lines.get(address) ?? 0) + 1);
    return () => {
      const left = (this.lines.get(address) ?? 1) - 1;
      if (left > 0) this.lines.set(address, left);
      else this.lines.delete(address);
    };
  }

  /** Notes the bytes that were answered to a person. */
  answered(cluster: string, person: string, bytes: number): void {
    this.people.spend(`${cluster} ${person}`, bytes / ANSWER_BYTES);
  }

  /** Counts a code that an address tries, before it is looked up; false: too many were none. */
  admitsGuess(request: IncomingMessage): boolean {
    return this.guesses.take(clientAddress(request, this.options.trustedProxies));
  }

  /** That code was one: it does not count. */
  guessedRight(request: IncomingMessage): void {
    this.guesses.spend(clientAddress(request, this.options.trustedProxies), -1);
  }

  /** Counts a secret of the operator that an address tries, before it is looked at; false: too many were wrong. */
  admitsSecret(request: IncomingMessage): boolean {
    return this.secrets.take(clientAddress(request, this.options.trustedProxies));
  }

  /** That secret was right: it does not count. */
  secretWasRight(request: IncomingMessage): void {
    this.secrets.spend(clientAddress(request, this.options.trustedProxies), -1);
  }

  admitsCreation(request: IncomingMessage): boolean {
    return this.creations.take(clientAddress(request, this.options.trustedProxies));
  }
}
