import { useMutation } from "@apollo/client/react";
import { explainChangeError, explainProblem } from "./explain.js";
import { CompleteTaskDocument, type TaskItemFragment } from "./generated/graphql.js";

/** A task that can be ticked off. It shows as done at once; if the CRM refuses, it is open again and says so. */
export function TaskItem({ task }: { readonly task: TaskItemFragment }) {
  const [complete, { data, error }] = useMutation(CompleteTaskDocument, {
    variables: { id: task.id },
    // Shown until the answer is there, whatever the answer is.
    optimisticResponse: {
      __typename: "Mutation",
      taskComplete: { __typename: "TaskCompletePayload", task: { ...task, isCompleted: true }, userErrors: [] },
    },
  });
  const problem = data?.taskComplete?.userErrors[0];
  const failure = error === undefined ? problem && explainProblem(problem) : explainChangeError(error);

  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={task.isCompleted}
          disabled={task.isCompleted}
          onChange={() => void complete()}
        />
        <span>{task.text}</span>
      </label>
      {task.dueAt !== null && <time dateTime={task.dueAt}>{new Date(task.dueAt).toLocaleDateString()}</time>}
      {failure !== undefined && <p role="alert">{failure}</p>}
    </li>
  );
}
