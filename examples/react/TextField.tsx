import { useId } from "react";
import { explainProblem } from "./explain.js";
import type { ProblemFragment } from "./generated/graphql.js";

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Unlike a disabled field, one that is read-only keeps the focus. */
  readonly readOnly: boolean;
  /** What the gateway found wrong with this field. */
  readonly problem: ProblemFragment | undefined;
}

export function TextField({ label, value, onChange, readOnly, problem }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        readOnly={readOnly}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
      />
      <small id={`${id}-problem`} role="alert">
        {problem && explainProblem(problem)}
      </small>
    </div>
  );
}
