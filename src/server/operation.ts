import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { GatewayConfig } from "../config.js";
import { CallAllowance } from "../domain/callAllowance.js";
import type { ChangeFeed } from "../domain/change.js";
import { CrmError } from "../domain/crmError.js";
import { createContext, type GraphQLContext } from "../graphql/context.js";
import { Stopper, type StopSignal } from "../domain/stop.js";
import type { Callers } from "./callers.js";
import { OperationCalls } from "./operationCalls.js";

/** After which time another gateway has surely taken the place of one that closes. */
const RESTART_SECONDS = 5;

/** Where an operation comes from. */
export interface Sender {
  /** Named in each error, for finding the request in the logs. */
  readonly requestId: string;
  /** Address of the client. */
  readonly address: string;
  /** What an Authorization header holds. */
  readonly authorization: string | undefined;
}

/** What the gateway brings to each operation. */
export interface OperationParts {
  readonly callers: Callers;
  readonly config: Pick<GatewayConfig, "operationTimeoutMs" | "maxCalls">;
  readonly changes: ChangeFeed;
  readonly isClosing: () => boolean;
}

/** Begins a subscription whose document and variables are right. Gives only what went wrong, if anything. */
export type BeginSubscription = (execution: ExecutionArgs) => Promise<Pick<ExecutionResult, "errors">>;

/** One request on its way, as the server reports it. */
export interface Operation {
  readonly requestId: string;
  /** Whether the account is called as the gateway's own user. */
  readonly usesServiceUser: boolean;
  readonly calls: OperationCalls;
  /** On the monotonic clock, in milliseconds. */
  readonly startedAt: number;
  /** Null where the caller takes one answer and no events. */
  readonly beginSubscription: BeginSubscription | null;
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
export function openOperation(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: OperationParts,
): Promise<OperationContext> {
  return beginOperation(senderOf(request), patience(reply, parts.config.operationTimeoutMs), parts);
}

export function senderOf(request: FastifyRequest): Sender {
  return { requestId: request.id, address: request.ip, authorization: request.headers.authorization };
}

/**
 * Finds out who the sender is, now: a session may have ended since it was asked last.
 *
 * @param signal aborted when the sender has gone or the time of the operation is up
 * @param beginSubscription absent, the operation must be none
 */
export async function beginOperation(
  { requestId, address, authorization }: Sender,
  signal: StopSignal,
  { callers, config, changes, isClosing }: OperationParts,
  beginSubscription: BeginSubscription | null = null,
): Promise<OperationContext> {
  const { operationTimeoutMs, maxCalls } = config;
  const startedAt = performance.now();
  const calls = new OperationCalls(startedAt);
  const allowance = new CallAllowance(maxCalls);
  const deadline = startedAt + operationTimeoutMs;
  const call = { caller: address, signal, deadline, onCall: calls.onCall, allowance };
  const { caller, token } = await callers.identify(authorization, call);
  // Only a token that holds good: with invented ones anybody could be as many callers as they like.
  if (token !== null && typeof caller === "object") call.caller = token;
  const sessions = callers.sessions(address, call);
  const whyOver = (): CrmError | null => {
    if (signal.aborted) return new CrmError("aborted", "The call was stopped.");
    return isClosing() ? closing() : null;
  };
  const context = createContext({ requestId, caller, token, sessions, changes, whyOver, allowance });
  const { usesServiceUser } = context;
  const operation: Operation = { requestId, usesServiceUser, calls, startedAt, beginSubscription, state: "unread" };
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
