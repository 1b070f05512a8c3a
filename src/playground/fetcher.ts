import type { GraphiQLProps } from "graphiql";
import { send } from "./gateway.js";

/** Sends what GraphiQL runs, with what stands in the header editor. */
export const fetcher: GraphiQLProps["fetcher"] = (operation, options) => send(operation, { headers: options?.headers });
