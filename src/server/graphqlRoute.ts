import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { EventLoopLag } from "./eventLoopLag.js";
import { refuse } from "./httpErrors.js";
import type { Metrics } from "./metrics.js";
import { openOperation, type Operation, type OperationContext, type OperationParts } from "./operation.js";
import type { EventStreams } from "./subscriptions/eventStreams.js";

/** Media types of which a GraphQL answer has one, and what stands for them. */
const ANSWERABLE = new Set(["application/json", "application/graphql-response+json", "application/*", "*/*"]);
/** When a request that was refused because of the load may come again, in seconds. */
const RETRY_AFTER = 1;

interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<OperationContext>;
  readonly parts: OperationParts;
  readonly metrics: Metrics;
  readonly lag: EventLoopLag;
  readonly eventStreams: EventStreams;
}

/** `/graphql`. While the process cannot keep up, requests are refused before their body is read; those under way go on. */
export const graphqlRoute: FastifyPluginAsync<GraphQLRouteOptions> = async (app, options) => {
  const { apollo, parts, metrics, lag, eventStreams } = options;

  app.addHook("onRequest", async (request, reply) => {
    if (lag.isPersistent) {
      metrics.requestShed();
      const message = "The gateway is overloaded.";
      return refuse(request, reply, { status: 503, code: "RATE_LIMITED", message, retryAfterSeconds: RETRY_AFTER });
    }
    metrics.requestBegan();
    reply.raw.once("close", () => metrics.requestEnded());
  });

  app.route({
    url: "/graphql",
    // Those that GraphQL over HTTP has no use for get Apollo Server's 405.
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    async handler(request, reply) {
      if (wantsEvents(request.headers.accept)) return eventStreams.answer(request, reply);
      // Apollo Server notices it too late: after the mutation.
      if (!isAnswerable(request.headers.accept)) {
        const message =
          "Answers are application/graphql-response+json or application/json, those of subscriptions text/event-stream: accept one of them.";
        return refuse(request, reply, { status: 406, code: "BAD_REQUEST", message });
      }
      const context = await openOperation(request, reply, parts);
      const { operation } = context;
      const answer = fastifyApolloHandler(apollo, { context: () => Promise.resolve(context) });
      const body: unknown = await answer.call(app, request, reply);
      if (operation.state === "unread" || isNameless(reply, body)) return reportUnread(operation, body, request, reply);
      if (operation.state === "refused" && isPlainJson(reply)) reply.code(200);
      return body;
    },
  });

  /** Tells of a request that is no GraphQL: no plug-in of Apollo Server sees it together with its operation. */
  function reportUnread(operation: Operation, body: unknown, request: FastifyRequest, reply: FastifyReply): string {
    const { requestId, startedAt } = operation;
    const { errors } = unreadAnswer.parse(JSON.parse(String(body)));
    const { code } = errors[0].extensions;
    metrics.operation({ name: undefined, code, tookMs: performance.now() - startedAt, mayTakePlace: false });
    request.log.info({ requestId, status: reply.statusCode, code }, "refused");
    return JSON.stringify({
      errors: errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } })),
    });
  }
};

const errorOfAnswer = z.looseObject({ extensions: z.looseObject({ code: z.string() }) });
/** How Apollo Server answers what is no GraphQL. */
const unreadAnswer = z.object({ errors: z.tuple([errorOfAnswer], errorOfAnswer) });

/** Whether Apollo Server failed after its plug-ins had seen the answer: then the error was not told whose it is. */
function isNameless({ statusCode }: FastifyReply, body: unknown): boolean {
  return statusCode >= 500 && String(body).includes('"requestId":""');
}

/** Whether an Accept header names events and none of the media types of one answer. */
function wantsEvents(accept = ""): boolean {
  return /\btext\/event-stream\b/i.test(accept) && !/\bapplication\//i.test(accept);
}

/** Whether an Accept header takes one of the media types, with no parameter that the answer's does not have. Without one, all do. */
function isAnswerable(accept: string | undefined): boolean {
  if (accept === undefined || accept === "") return true;
  return accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return (
      ANSWERABLE.has(type) &&
      parameters.every((parameter) => /^(?:charset="?utf-8"?|q=(?!0(?:\.0*)?$).*)$/.test(parameter))
    );
  });
}

/** Whether the answer is application/json, whose status tells of HTTP alone: a refused document is an answer like any other. */
function isPlainJson(reply: FastifyReply): boolean {
  return String(reply.getHeader("content-type")).startsWith("application/json");
}
