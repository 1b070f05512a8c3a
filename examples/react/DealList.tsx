import { useState } from "react";
import type { ErrorLike } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import { explainError } from "./explain.js";
import { DealsDocument } from "./generated/graphql.js";

interface DealListProps {
  /** Blank lists all deals. */
  readonly search: string;
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
}

/** The deals that match, page by page. The cache joins the pages: see the policy of `deals` in cache.ts. */
export function DealList({ search, chosenId, onChoose }: DealListProps) {
  const { data, error, loading, fetchMore, refetch } = useQuery(DealsDocument, { variables: { search, first: 20 } });
  const [pageError, setPageError] = useState<ErrorLike>();
  const { edges = [], pageInfo } = data?.deals ?? {};
  const failure = error ?? pageError;

  async function loadMore(): Promise<void> {
    // The default of apolloClient.ts does not hold here.
    const page = await fetchMore({ variables: { after: pageInfo?.endCursor ?? null }, errorPolicy: "all" });
    setPageError(page.error);
  }

  return (
    <section aria-label="Deals" aria-busy={loading}>
      {data?.deals?.edges.length === 0 && <p className="hint">No deal matches.</p>}
      <ul className="deals">
        {edges.map(({ node }) => (
          <li key={node.id}>
            <button aria-current={node.id === chosenId} onClick={() => onChoose(node.id)}>
              <strong>{node.name}</strong>
              <span>{node.price}</span>
              <small>
                {[node.status?.name, ...(node.contacts ?? []).map(({ name }) => name)].filter(Boolean).join(" · ")}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {failure !== undefined && <p role="alert">{explainError(failure)}</p>}
      {loading && <p role="status">Loading…</p>}
      {error !== undefined && <button onClick={() => void refetch()}>Try again</button>}
      {pageInfo?.hasNextPage === true && (
        <button onClick={() => void loadMore()} disabled={loading}>
          Load more
        </button>
      )}
    </section>
  );
}
