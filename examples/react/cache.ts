import { InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

/** Records are kept by their `id`, so a record that was edited shows everywhere at once. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    // Without this, fields selected on an interface, such as `... on UserError`, are dropped.
    possibleTypes: {
      Node: ["Catalog", "Contact", "Deal", "Note", "Task"],
      ActivitySubject: ["Contact", "Deal"],
      UserError: ["AccessError", "ConflictError", "InputError", "NotFoundError", "RejectedError"],
    },
    typePolicies: {
      Query: {
        fields: {
          // One growing list for each search; `first` and `after` only say which part of it is asked for.
          contacts: relayStylePagination(["search"]),
          deals: relayStylePagination(["search"]),
        },
      },
    },
  });
}
