import type { GraphiQLProps } from "graphiql";
import { getOperationAST, OperationTypeNode } from "graphql";
import { eventsOf } from "./events.js";
import { send } from "./gateway.js";

/** Sends what GraphiQL runs, with what stands in the header editor. A subscription goes on until GraphiQL ends it. */
export const fetcher: GraphiQLProps["fetcher"] = (operation, { headers = {}, documentAST } = {}) => {
  const type = documentAST && getOperationAST(documentAST, operation.operationName)?.operation;
  return type === OperationTypeNode.SUBSCRIPTION ? eventsOf(operation, headers) : send(operation, { headers });
};
