import type { CallContext } from "../domain/call.js";
import { readReply } from "./answer.js";
import type { CallScope, Line } from "./line.js";
import type { UpstreamCalls, UpstreamReply, UpstreamRequest } from "./message.js";
import { RunningCalls } from "./runningCalls.js";
import { signedMessage } from "./signedMessage.js";
import type { TokenSource } from "./tokenSource.js";

/** Calls over one line with the tokens of one user. */
export class TokenUpstream implements UpstreamCalls {
  readonly #running: RunningCalls;

  constructor(
    private readonly line: Line,
    private readonly tokens: TokenSource,
  ) {
    this.#running = new RunningCalls(line);
  }

  /** As UpstreamCalls has it. Throws a CrmError `notAuthenticated` when the account does not accept the token. */
  send(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    return this.#running.run(call, (scope) => this.#send(request, scope));
  }

  async close(): Promise<void> {
    await this.#running.close();
    await this.tokens.close();
  }

  async #send(request: UpstreamRequest, scope: CallScope): Promise<UpstreamReply> {
    let refused: string | null = null;
    for (;;) {
      // A refused call was not executed, so it is made again with another token, writes too.
      await this.tokens.ensure(refused, scope);
      const used: string[] = [];
      const reply = await this.line.transact(
        {
          endpoint: request.endpoint,
          effect: request.effect,
          // The token may have been refused or renewed while the call waited for its turn.
          compose: () => {
            const token = this.tokens.live;
            if (token === null) return null;
            request.beforeSending?.(scope.leftMs);
            used.push(token);
            return signedMessage(request, { authorization: `Bearer ${token}` });
          },
          read: (answer) => {
            const token = used.at(-1) ?? "";
            if (answer.status === 401) {
              this.tokens.refused(token);
              return null;
            }
            this.tokens.accepted(token);
            return readReply(answer, request);
          },
        },
        scope,
      );
      if (reply !== null) return reply;
      refused = used.at(-1) ?? refused;
    }
  }
}
