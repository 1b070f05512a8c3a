import type { ApolloServerOptions, ApolloServerPlugin } from "@apollo/server";
import type { FastifyBaseLogger } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { formatError } from "../graphql/errors.js";
import type { Operation, OperationContext } from "./operation.js";

type FailedOperation = Pick<Operation, "requestId" | "usesServiceUser">;

export interface ErrorReport {
  /** The form that callers see of an error of one operation. */
  readonly show: (error: unknown, operation?: FailedOperation) => GraphQLFormattedError;
  readonly format: NonNullable<ApolloServerOptions<OperationContext>["formatError"]>;
  readonly plugin: ApolloServerPlugin<OperationContext>;
}

/**
 * Gives errors the form that callers see, and logs those that are masked. Apollo Server does not tell of which request an error
 * is that it has formatted; its plug-ins see both before.
 */
export function errorReport(log: FastifyBaseLogger): ErrorReport {
  const operationOf = new WeakMap<object, Operation>();

  function show(error: unknown, operation?: FailedOperation): GraphQLFormattedError {
    const { requestId = "", usesServiceUser = false } = operation ?? {};
    const shown = formatError(error, { requestId, usesServiceUser });
    if (shown.extensions?.["code"] === "INTERNAL_SERVER_ERROR") {
      log.error({ err: error, requestId: operation?.requestId }, "masked error");
    }
    return shown;
  }

  return {
    show,
    format: (_formatted, error) =>
      show(error, typeof error === "object" && error !== null ? operationOf.get(error) : undefined),
    plugin: {
      async requestDidStart() {
        return {
          async didEncounterErrors({ errors, contextValue: { operation } }) {
            for (const error of errors) operationOf.set(error, operation);
          },
        };
      },
    },
  };
}
