import type { CallContext } from "../domain/call.js";
import { CrmError } from "../domain/crmError.js";
import { readReply } from "./answer.js";
import type { CallScope, Line } from "./line.js";
import type { UpstreamCalls, UpstreamReply, UpstreamRequest } from "./message.js";
import { RunningCalls } from "./runningCalls.js";
import { signedMessage } from "./signedMessage.js";

/** Calls with a token that was refused are not made for a while: the account may block whoever insists. */
const REFUSED_MS = 60_000;

/** Calls over one line with a token, which is there from the beginning and is not renewed. */
export class TokenUpstream implements UpstreamCalls {
  readonly #running: RunningCalls;
  #refusedUntil = -Infinity;

  constructor(
    private readonly line: Line,
    private readonly token: string,
  ) {
    this.#running = new RunningCalls(line);
  }

  /** As UpstreamCalls has it. Throws a CrmError `notAuthenticated` when the account does not accept the token. */
  send(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    return this.#running.run(call, (scope) => this.#send(request, scope));
  }

  close(): Promise<void> {
    return this.#running.close();
  }

  async #send(request: UpstreamRequest, scope: CallScope): Promise<UpstreamReply> {
    if (this.#isRefused) throw this.#refusal();
    const reply = await this.line.transact(
      {
        endpoint: request.endpoint,
        effect: request.effect,
        // The token may have been refused while the call waited for its turn.
        compose: () => {
          if (this.#isRefused) return null;
          request.beforeSending?.(scope.leftMs);
          return signedMessage(request, { authorization: `Bearer ${this.token}` });
        },
        read: (answer) => {
          if (answer.status !== 401) return readReply(answer);
          this.#refusedUntil = this.line.now() + REFUSED_MS;
          return null;
        },
      },
      scope,
    );
    if (reply === null) throw this.#refusal();
    return reply;
  }

  get #isRefused(): boolean {
    return this.line.now() < this.#refusedUntil;
  }

  #refusal(): CrmError {
    return new CrmError("notAuthenticated", "The account did not accept the token.", {
      retryAfterSeconds: Math.max(1, Math.ceil((this.#refusedUntil - this.line.now()) / 1000)),
    });
  }
}
