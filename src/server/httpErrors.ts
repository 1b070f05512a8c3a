import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Why a request is not given to GraphQL. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  readonly code: "BAD_REQUEST" | "FORBIDDEN" | "RATE_LIMITED";
  readonly message: string;
  /** When the request may come again. */
  readonly retryAfterSeconds?: number;
}

/** Refuses a request in the form of a GraphQL answer, and leaves a line in the log by which it can be found. */
export function refuse(request: FastifyRequest, reply: FastifyReply, { status, message, ...rest }: Refusal) {
  request.log.info({ requestId: request.id, status, code: rest.code }, "refused");
  if (rest.retryAfterSeconds !== undefined) reply.header("retry-after", rest.retryAfterSeconds);
  return reply.code(status).send({ errors: [{ message, extensions: { ...rest, requestId: request.id } }] });
}

/** The few things a caller can get wrong in HTTP, said in our own words: Fastify's may repeat what was sent. */
const MESSAGES: Readonly<Record<number, string>> = {
  400: "The request is not valid JSON.",
  413: "The request is larger than 1 MB.",
  415: "Send the operation as application/json.",
};

/** Answers an address that cannot be decoded, which no route is ever asked about. */
export function answerBadAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void refuse(request, reply, { status: 400, code: "BAD_REQUEST", message: "The address cannot be read." });
}

/** Answers what never reaches GraphQL (unknown routes, bodies that cannot be read) in GraphQL's form, without a stack. */
export function answerHttpErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request: FastifyRequest, reply: FastifyReply) => {
    const message = "There is nothing here. GraphQL is at /graphql.";
    return refuse(request, reply, { status: 404, code: "BAD_REQUEST", message });
  });
  app.setErrorHandler(async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const message = MESSAGES[status] ?? "The request cannot be read.";
      return refuse(request, reply, { status, code: "BAD_REQUEST", message });
    }
    request.log.error({ err: error, requestId: request.id }, "request failed");
    const message = "Something went wrong in the gateway. Quote the requestId when you report it.";
    const extensions = { code: "INTERNAL_SERVER_ERROR", requestId: request.id };
    return reply.code(500).send({ errors: [{ message, extensions }] });
  });
}
