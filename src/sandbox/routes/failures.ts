import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Account } from "../runningAccount.js";
import { isStorageFailure } from "../storage/database.js";
import { CatalogError } from "../wire/catalogRequest.js";
import { NotSignedIn, RequestError } from "../wire/requestError.js";
import { authXml, errorXml } from "../wire/resultXml.js";
import { writeXml } from "../wire/xmlWriter.js";
import { problem, responseError } from "./jsonErrors.js";
import { XML_TYPE } from "./legacy.js";

const JSON_TYPE = "application/json; charset=utf-8";

/** A refusal as any of the APIs says it. */
interface Refusal {
  status: number;
  message: string;
  /** Code of the JSON APIs where it is not the status. */
  code?: string;
}

/** Answers what a route throws in the form of the API that was called. `onError` is told of what is a fault of ours. */
export function failureAnswers(app: FastifyInstance, account: Account, onError: (error: unknown) => void): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) onError(error);
    return answer(account, request, reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type("text/plain").send("Not found\n"));
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof NotSignedIn) return { status: 401, code: "110", message: "Wrong login or password" };
  if (error instanceof RequestError) return { status: error.code, message: error.message };
  if (error instanceof CatalogError) return { status: 400, code: String(error.code), message: error.message };
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 413) return { status, message: "the body is larger than 1 MB" };
  if (status >= 400 && status < 500) return { status: 400, message: "the request is malformed" };
  if (isStorageFailure(error)) return { status: 503, message: "The account cannot read or write its data now" };
  return { status: 500, message: "Internal error" };
}

function answer(account: Account, request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const { status, code, message } = refusal;
  const old = request.url.startsWith("/private/api/v2/");
  if (old || request.url.startsWith("/api/")) {
    if (code === undefined && !old) {
      return reply
        .code(status)
        .type("application/problem+json")
        .send(problem(status, TITLES[status] ?? "Error", message));
    }
    return reply
      .code(status)
      .type(JSON_TYPE)
      .send(responseError(request, account.now(), code ?? String(status), message));
  }
  if (status === 401)
    return reply
      .code(401)
      .type(XML_TYPE)
      .send(writeXml(authXml(false)));
  // Clients of the XML API take any other status than 200 for a broken connection.
  const httpStatus = status === 413 || status >= 500 ? status : 200;
  return reply
    .code(httpStatus)
    .type(XML_TYPE)
    .send(writeXml(errorXml(status, message)));
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  413: "Payload Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
