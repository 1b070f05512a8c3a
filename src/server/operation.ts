import { setMaxListeners } from "node:events";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GatewayConfig } from "../config.js";
import { CrmError } from "../domain/crmError.js";
import { createContext, type GraphQLContext } from "../graphql/context.js";
import type { Callers } from "./callers.js";
import { OperationCalls } from "./operationCalls.js";

/** After which time another gateway has surely taken the place of one that closes. */
const RESTART_SECONDS = 5;

/** One request on its way: what resolvers see of it, and what the server reports of it. */
export interface Operation {
  readonly requestId: string;
  readonly context: GraphQLContext;
  readonly calls: OperationCalls;
  /** On the monotonic clock, in milliseconds. */
  readonly startedAt: number;
  /** Whether the document was refused before anything of it was executed. */
  isRefused: boolean;
}

/** Finds out who the request is and sets its clock. */
export async function openOperation(
  request: FastifyRequest,
  reply: FastifyReply,
  callers: Callers,
  { operationTimeoutMs, maxCalls }: Pick<GatewayConfig, "operationTimeoutMs" | "maxCalls">,
  isClosing: () => boolean,
): Promise<Operation> {
  const startedAt = performance.now();
  const calls = new OperationCalls();
  const call = {
    caller: request.ip,
    signal: patience(reply, operationTimeoutMs),
    deadline: startedAt + operationTimeoutMs,
    onCall: calls.onCall,
  };
  const { caller, token } = await callers.identify(request.headers.authorization, call);
  // Only a token that holds good: with invented ones anybody could be as many callers as they like.
  if (token !== null && typeof caller === "object") call.caller = token;
  const sessions = callers.sessions(request.ip, call);
  const whyOver = (): CrmError | null => {
    if (call.signal.aborted) return new CrmError("aborted", "The call was stopped.");
    return isClosing() ? closing() : null;
  };
  const context = createContext({ requestId: request.id, caller, token, sessions, whyOver, maxCalls });
  return { requestId: request.id, context, calls, startedAt, isRefused: false };
}

function closing(): CrmError {
  return new CrmError("unavailable", "The gateway is closing. Nothing was sent.", {
    retryAfterSeconds: RESTART_SECONDS,
  });
}

/** Aborted when the time is up or the client has hung up before its answer. */
function patience(reply: FastifyReply, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  // Each of the operation's calls listens: many are no leak.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  reply.raw.once("close", () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
