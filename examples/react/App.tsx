import { useState } from "react";
import { DealList } from "./DealList.js";
import { DealPane } from "./DealPane.js";

export function App() {
  const [search, setSearch] = useState("");
  const [dealId, setDealId] = useState<string | null>(null);

  return (
    <>
      <header>
        <h1>Deals</h1>
        <form
          role="search"
          action={(form) => {
            const text = form.get("search");
            setSearch(typeof text === "string" ? text.trim() : "");
          }}
        >
          <input key={search} name="search" type="search" defaultValue={search} aria-label="Search deals" />
          <button>Search</button>
        </form>
      </header>
      <main>
        {/* Each search has a list of its own: an error of one is not shown with the next. */}
        <DealList key={search} search={search} chosenId={dealId} onChoose={setDealId} />
        {dealId === null ? <p className="hint">Choose a deal.</p> : <DealPane key={dealId} id={dealId} />}
      </main>
    </>
  );
}
