import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import { isStorageFailure } from "../storage/database.js";
import { RequestError } from "../wire/requestError.js";
import { Problem, problemJson } from "./wire/problem.js";

/** Sends JSON. Its type stands alone, without a charset, as there are clients that compare the whole of it. */
export function sendJson(reply: FastifyReply, status: number, type: string, body: object): FastifyReply {
  const bytes = Buffer.from(JSON.stringify(body));
  return reply.code(status).header("x-request-id", randomUUID()).type(type).send(bytes);
}

/** Refuses a call. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return sendJson(reply, problem.status, "application/problem+json", problemJson(problem));
}

/** Answers whatever the routes of `app` throw as a problem. `onError` is told of what is a fault of the sandbox. */
export function answerProblems(app: FastifyInstance, onError: (error: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && problem !== error) onError(error);
    return sendProblem(reply, problem);
  });
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RequestError) return new Problem(error.code, error.message);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 413) return new Problem(413, "The body is larger than 1 MB");
  if (status >= 400 && status < 500) return new Problem(400, "The request is malformed");
  if (isStorageFailure(error)) return new Problem(503, "The account cannot read or write its data now");
  return new Problem(500, "Internal error");
}
