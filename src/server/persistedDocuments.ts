import type { ApolloServerPlugin, GraphQLRequest } from "@apollo/server";
import { z } from "zod";
import type { GraphQLContext } from "../graphql/context.js";
import { hexDigits, sha256, type TrustedDocuments } from "./trustedDocuments.js";

const ONLY_TRUSTED =
  "Only the documents that this gateway trusts are executed: name one by its hash, in extensions.persistedQuery.sha256Hash.";

const extensionWithHash = z.looseObject({ sha256Hash: z.string() });
const bodyWithId = z.looseObject({ documentId: z.string() });

/**
 * Persisted documents beyond what Apollo Server does for those that callers have sent: a hash may bear the name of its algorithm,
 * `documentId` names a document too, and a trusted one need never have been sent. Where no others are executed, any other is
 * answered like a hash that is not known, before it is parsed.
 */
export function persistedDocuments(trusted: TrustedDocuments | null): ApolloServerPlugin<GraphQLContext> {
  const areOnly = trusted?.areOnly ?? false;
  const texts = trusted?.texts ?? new Map<string, string>();
  return {
    async requestDidStart({ request }) {
      const hash = nameByHash(request);
      if (request.query === undefined) {
        const text = texts.get(hash ?? "");
        if (text !== undefined) request.query = text;
      } else if (areOnly) {
        forgetUnlessTrusted(request, request.query, texts);
      }
      return {
        async willSendResponse({ response: { body } }) {
          if (!areOnly || body.kind !== "single") return;
          const [error] = body.singleResult.errors ?? [];
          if (error?.extensions?.["code"] !== "PERSISTED_QUERY_NOT_FOUND") return;
          body.singleResult.errors = [{ ...error, message: ONLY_TRUSTED }];
        },
      };
    },
  };
}

/** Puts the hash that the request names a document by where Apollo Server looks for it, in hex digits; gives it, if there is one. */
function nameByHash(request: GraphQLRequest): string | undefined {
  const given: unknown = request.extensions?.["persistedQuery"];
  const id = given === undefined ? documentId(request) : undefined;
  const { data } = extensionWithHash.safeParse(id === undefined ? given : { version: 1, sha256Hash: id });
  if (data === undefined) return undefined;
  const sha256Hash = hexDigits(data.sha256Hash);
  request.extensions = { ...request.extensions, persistedQuery: { ...data, sha256Hash } };
  return sha256Hash;
}

/** The name that the draft on persisted documents gives to the document, beside `query`. Apollo Server does not read it. */
function documentId({ http }: GraphQLRequest): string | undefined {
  if (http?.method === "GET") return new URLSearchParams(http.search).get("documentId") ?? undefined;
  return bodyWithId.safeParse(http?.body).data?.documentId;
}

/** Leaves nothing of a document that is not trusted but its hash, which is then not known. */
function forgetUnlessTrusted(request: GraphQLRequest, text: string, texts: ReadonlyMap<string, string>): void {
  const sha256Hash = sha256(text);
  if (texts.has(sha256Hash)) return;
  delete request.query;
  request.extensions = { ...request.extensions, persistedQuery: { version: 1, sha256Hash } };
}
