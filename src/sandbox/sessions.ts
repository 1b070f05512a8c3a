import { randomBytes } from "node:crypto";
import type { User } from "./storage/users.js";

/** A session that can be sent to the client. */
export interface Session {
  id: string;
  user: User;
  expiresAt: Date;
}

const MAX_SESSIONS = 10_000;
const ALPHABET = "0123456789abcdefghijklmnopqrstuv";

/** The sessions of an account. They last a fixed time from their sign-in and end with the process. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #latestOf = new Map<number, Session>();

  /** `ttl` in seconds. */
  constructor(
    private readonly ttl: number,
    private readonly now: () => Date,
  ) {}

  /** Starts a session. Beyond ten thousand the oldest one ends. */
  start(user: User): Session {
    const expiresAt = new Date(this.now().getTime() + this.ttl * 1000);
    const id = Array.from(randomBytes(52), (byte) => ALPHABET.charAt(byte & 31)).join("");
    const session = { id, user, expiresAt };
    this.#byId.set(id, session);
    this.#latestOf.set(user.id, session);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > MAX_SESSIONS && oldest !== undefined) this.#byId.delete(oldest);
    return session;
  }

  /** A session for a call that brought credentials instead of one: the user's latest while half its time is left. */
  forCredentials(user: User): Session {
    const latest = this.#latestOf.get(user.id);
    const halfTime = this.now().getTime() + this.ttl * 500;
    const usable = latest && this.#byId.has(latest.id) && latest.expiresAt.getTime() > halfTime;
    return usable ? latest : this.start(user);
  }

  /** The session of this id, unless it is over. */
  find(id: string): Session | undefined {
    const session = this.#byId.get(id);
    if (!session) return undefined;
    if (session.expiresAt.getTime() > this.now().getTime()) return session;
    this.#byId.delete(id);
    return undefined;
  }
}
