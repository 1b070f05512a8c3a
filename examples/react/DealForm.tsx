import { useState } from "react";
import { useMutation } from "@apollo/client/react";
import { Conflict } from "./Conflict.js";
import { TextField } from "./TextField.js";
import { explainChangeError, explainProblem } from "./explain.js";
import { SaveDealDocument, type DealFormFragment, type DealPatchInput } from "./generated/graphql.js";

/**
 * Edits a deal. It sends only what was changed, and the version that the form was filled from: if somebody else has changed the
 * deal since, nothing is saved and the user chooses.
 */
export function DealForm({ deal }: { readonly deal: DealFormFragment }) {
  // The deal as it was when the form was filled. `deal` follows the cache, where the answer to a conflict puts the other's values.
  const [base, setBase] = useState(deal);
  const [name, setName] = useState(deal.name);
  const [price, setPrice] = useState(deal.price ?? "");
  const [theirs, setTheirs] = useState<DealFormFragment | null>(null);
  const [save, { data, error, loading, reset }] = useMutation(SaveDealDocument);

  function fill(from: DealFormFragment): void {
    setBase(from);
    setName(from.name);
    setPrice(from.price ?? "");
    setTheirs(null);
  }

  function takeTheirs(from: DealFormFragment): void {
    fill(from);
    // The conflict is settled. After a save nothing is reset: the answer may hold errors beside the deal.
    reset();
  }

  const changes: DealPatchInput = {};
  if (name !== base.name) changes.name = name;
  if (price !== (base.price ?? "")) changes.price = price === "" ? null : price;

  /** @param over the deal that the changes are meant for */
  async function saveOver(over: DealFormFragment): Promise<void> {
    const answer = await save({ variables: { id: over.id, patch: changes, ifVersion: over.version ?? "" } });
    const payload = answer.data?.dealUpdate;
    const conflict = payload?.userErrors.find((problem) => problem.__typename === "ConflictError");
    if (payload?.deal) fill(payload.deal);
    else setTheirs(conflict?.current?.__typename === "Deal" ? conflict.current : null);
  }

  const problems = (theirs === null && data?.dealUpdate?.userErrors) || [];
  const problemOf = (field: string) => problems.find((problem) => problem.field?.at(-1) === field);
  const other = problems.find((problem) => !["name", "price"].includes(problem.field?.at(-1) ?? ""));

  return (
    // Not `action`: React would show `loading` only after the action, and so would not lock the fields meanwhile.
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void saveOver(base);
      }}
      aria-label="Deal"
    >
      <TextField label="Name" value={name} onChange={setName} readOnly={loading} problem={problemOf("name")} />
      <TextField label="Price" value={price} onChange={setPrice} readOnly={loading} problem={problemOf("price")} />
      <button disabled={Object.keys(changes).length === 0 || loading || theirs !== null}>Save</button>
      {error !== undefined && <p role="alert">{explainChangeError(error)}</p>}
      {other !== undefined && <p role="alert">{explainProblem(other)}</p>}
      {theirs !== null && (
        <Conflict
          rows={[
            { label: "Name", theirs: theirs.name, mine: changes.name ?? theirs.name },
            { label: "Price", theirs: theirs.price ?? "", mine: "price" in changes ? price : (theirs.price ?? "") },
          ]}
          isSaving={loading}
          onTakeTheirs={() => takeTheirs(theirs)}
          onSaveMine={() => void saveOver(theirs)}
        />
      )}
    </form>
  );
}
