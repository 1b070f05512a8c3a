import { useGraphiQL } from "@graphiql/react";
import { useId, useMemo, useState } from "react";
import { isNarrow } from "../narrow.js";
import { parseObject } from "../json.js";
import { usePlan } from "./usePlan.js";
import { readCost, type UpstreamCost, type UpstreamPlan } from "./upstreamCost.js";
import { tellTime } from "./waterfall.js";
import { Waterfall } from "./Waterfall.js";
import "./upstreamPanel.css";

/** What the operation of the open tab may cost, and what it did cost when it was last run, call by call. */
export function UpstreamPanel() {
  const { tab, operationName, isFetching } = useGraphiQL((state) => ({
    tab: state.tabs[state.activeTabIndex],
    operationName: state.operationName,
    isFetching: state.isFetching,
  }));
  const plan = usePlan({
    tabId: tab?.id ?? "",
    query: tab?.query ?? "",
    variables: tab?.variables ?? "",
    headers: tab?.headers ?? "",
    operationName,
  });
  const response = tab?.response ?? "";
  const cost = useMemo(() => readCost(parseObject(response)), [response]);
  const [isOpen, setOpen] = useState(() => !isNarrow());
  const bodyId = useId();

  return (
    <section className="upstream" aria-label="Calls to the account">
      <div className="upstream-head">
        <button type="button" aria-expanded={isOpen} aria-controls={bodyId} onClick={() => setOpen(!isOpen)}>
          Calls to the account
        </button>
        <div className="upstream-figures" role="status">
          <Planned plan={plan} />
          {cost !== null && <Made cost={cost} />}
        </div>
      </div>
      {/* Focusable, so that it can be scrolled by keyboard. */}
      <div id={bodyId} className="upstream-body" hidden={!isOpen} tabIndex={0}>
        {cost !== null && cost.requests.length > 0 ? (
          <Waterfall calls={cost.requests} />
        ) : (
          <p>{isFetching ? "Running…" : whyEmpty(response, cost)}</p>
        )}
      </div>
    </section>
  );
}

function Planned({ plan }: { readonly plan: UpstreamPlan | null }) {
  if (plan === null) return <span className="upstream-planned">planned: not known</span>;
  const { planned, limit } = plan;
  if (planned > limit) {
    return (
      <span className="upstream-planned upstream-refused">
        planned: <b>{planned}</b>, refused above {limit}
      </span>
    );
  }
  return (
    <span className="upstream-planned">
      planned: {planned === 0 ? "" : "up to "}
      <b>{planned}</b>
    </span>
  );
}

function Made({ cost: { calls, shared, cached, waitedMs } }: { readonly cost: UpstreamCost }) {
  return (
    <>
      <span className="upstream-made">
        made: <b>{calls}</b>
      </span>
      {shared > 0 && (
        <span>
          shared: <b>{shared}</b>
        </span>
      )}
      {cached > 0 && (
        <span>
          cached: <b>{cached}</b>
        </span>
      )}
      <span>
        waited: <b>{tellTime(waitedMs)}</b>
      </span>
    </>
  );
}

function whyEmpty(response: string, cost: UpstreamCost | null): string {
  if (cost !== null) return "The account was not called.";
  if (response === "")
    return "Run the operation to see each call, how long it waited for the account's budget and how long it took.";
  return 'The answer does not tell of its calls. The header "amoql-trace": "1" asks for them.';
}
