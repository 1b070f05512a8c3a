import type { FastifyReply, FastifyRequest } from "fastify";
import type { GatewayConfig } from "../config.js";
import { CrmError } from "../domain/crmError.js";
import { createContext, type GraphQLContext } from "../graphql/context.js";
import { Stopper, type StopSignal } from "../domain/stop.js";
import type { Callers } from "./callers.js";
import { OperationCalls } from "./operationCalls.js";

/** After which time another gateway has surely taken the place of one that closes. */
const RESTART_SECONDS = 5;

/** One request on its way, as the server reports it. */
export interface Operation {
  readonly requestId: string;
  /** Whether the account is called as the gateway's own user. */
  readonly usesServiceUser: boolean;
  readonly calls: OperationCalls;
  /** On the monotonic clock, in milliseconds. */
  readonly startedAt: number;
  /** How far it has come. Refused is a document of which nothing was executed; a request that is no GraphQL stays unread. */
  state: "unread" | "answered" | "refused";
}

/**
 * What resolvers see of a request, and the request itself for the server's plug-ins. It is handed on with the request instead of
 * being kept in an AsyncLocalStorage: with one, Node.js 20 runs hooks for every promise of the process.
 */
export interface OperationContext extends GraphQLContext {
  readonly operation: Operation;
}

/** Finds out who the request is and sets its clock. */
export async function openOperation(
  request: FastifyRequest,
  reply: FastifyReply,
  callers: Callers,
  { operationTimeoutMs, maxCalls }: Pick<GatewayConfig, "operationTimeoutMs" | "maxCalls">,
  isClosing: () => boolean,
): Promise<OperationContext> {
  const startedAt = performance.now();
  const calls = new OperationCalls(startedAt);
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
  const { usesServiceUser } = context;
  const operation: Operation = { requestId: request.id, usesServiceUser, calls, startedAt, state: "unread" };
  return Object.assign(context, { operation });
}

function closing(): CrmError {
  return new CrmError("unavailable", "The gateway is closing. Nothing was sent.", {
    retryAfterSeconds: RESTART_SECONDS,
  });
}

/** Aborted when the time is up or the client has hung up before its answer. */
function patience(reply: FastifyReply, timeoutMs: number): StopSignal {
  const stopper = new Stopper();
  const timer = setTimeout(() => stopper.abort(), timeoutMs);
  reply.raw.once("close", () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) stopper.abort();
  });
  return stopper;
}
