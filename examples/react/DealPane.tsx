import { useEffect, useRef } from "react";
import { useQuery } from "@apollo/client/react";
import { DealForm } from "./DealForm.js";
import { TaskItem } from "./TaskItem.js";
import { explainError } from "./explain.js";
import { DealDocument } from "./generated/graphql.js";

/** One deal: a form and its tasks. Both come with one call to the account. */
export function DealPane({ id }: { readonly id: string }) {
  const { data, error } = useQuery(DealDocument, { variables: { id } });

  const deal = data?.deal;
  const isLoaded = !!deal;
  const pane = useRef<HTMLElement>(null);
  // Whoever chose the deal by keyboard, or on a screen where it is out of sight, goes on from here.
  useEffect(() => pane.current?.focus(), [isLoaded]);

  if (!deal) {
    if (error !== undefined) return <p role="alert">{explainError(error)}</p>;
    return data === undefined ? <p role="status">Loading…</p> : <p role="alert">This deal no longer exists.</p>;
  }
  const tasks = deal.tasks?.nodes ?? [];

  return (
    <section aria-label="Chosen deal" tabIndex={-1} ref={pane}>
      {error !== undefined && <p role="alert">{explainError(error)}</p>}
      <DealForm deal={deal} />
      <h2>Tasks</h2>
      {tasks.length === 0 && <p className="hint">None.</p>}
      <ul className="tasks">
        {tasks.map((task) => (
          <TaskItem key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
}
