import { useEffect, useRef } from "react";

interface ConflictProps {
  readonly rows: readonly {
    readonly label: string;
    /** The value as it is now. */
    readonly theirs: string;
    /** The value that saving would lead to: what the user did not touch stays theirs. */
    readonly mine: string;
  }[];
  /** Whether the user's choice is being saved. */
  readonly isSaving: boolean;
  readonly onTakeTheirs: () => void;
  readonly onSaveMine: () => void;
}

/** Shows what somebody else has saved meanwhile, beside what saving would make of it, and lets the user choose. */
export function Conflict({ rows, isSaving, onTakeTheirs, onSaveMine }: ConflictProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);

  return (
    <div
      className="conflict"
      role="alertdialog"
      aria-label="Somebody else has changed this deal"
      tabIndex={-1}
      ref={box}
    >
      <p>Somebody else has changed this deal meanwhile. Nothing was saved.</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Theirs, now</th>
            <th scope="col">If you save yours</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, theirs, mine }) => (
            <tr key={label} className={theirs === mine ? "" : "different"}>
              <th scope="row">{label}</th>
              <td>{theirs}</td>
              <td>{mine}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" disabled={isSaving} onClick={onTakeTheirs}>
        Take theirs
      </button>
      <button type="button" disabled={isSaving} onClick={onSaveMine}>
        Save mine
      </button>
    </div>
  );
}
