import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** What went wrong before GraphQL saw the request, in the form of a GraphQL answer. */
export function httpError(message: string, code: "BAD_REQUEST" | "FORBIDDEN" | "INTERNAL_SERVER_ERROR", id: string) {
  return { errors: [{ message, extensions: { code, requestId: id } }] };
}

/** The answer to a request that comes while the process cannot keep up with those it has. */
export function overloaded(retryAfterSeconds: number, requestId: string) {
  const message = "The gateway is overloaded.";
  return { errors: [{ message, extensions: { code: "RATE_LIMITED", retryAfterSeconds, requestId } }] };
}

/** The few things a caller can get wrong in HTTP, said in our own words: Fastify's may repeat what was sent. */
const MESSAGES: Readonly<Record<number, string>> = {
  400: "The request is not valid JSON.",
  413: "The request is larger than 1 MB.",
  415: "Send the operation as application/json.",
};

/** Answers an address that cannot be decoded, which no route is ever asked about. */
export function answerBadAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).send(httpError("The address cannot be read.", "BAD_REQUEST", request.id));
}

/** Answers what never reaches GraphQL (unknown routes, bodies that cannot be read) in GraphQL's form, without a stack. */
export function answerHttpErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(httpError("There is nothing here. GraphQL is at /graphql.", "BAD_REQUEST", request.id)),
  );
  app.setErrorHandler(async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const message = MESSAGES[status] ?? "The request cannot be read.";
      return reply.code(status).send(httpError(message, "BAD_REQUEST", request.id));
    }
    request.log.error({ err: error, requestId: request.id }, "request failed");
    const message = "Something went wrong in the gateway. Quote the requestId when you report it.";
    return reply.code(500).send(httpError(message, "INTERNAL_SERVER_ERROR", request.id));
  });
}
