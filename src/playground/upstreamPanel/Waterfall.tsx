import { layOut, tellOutcome, tellTime, type WaterfallRow } from "./waterfall.js";
import type { UpstreamCall } from "./upstreamCost.js";

/** Outcomes that have a colour of their own; all others are failures. */
const COLOURED = new Set(["ok", "shared", "cached"]);

/** The calls of one operation over time: how long each waited for the account's budget, and how long it took. */
export function Waterfall({ calls }: { readonly calls: readonly UpstreamCall[] }) {
  return (
    <table className="waterfall">
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col" className="waterfall-time">
            <span className="waterfall-key waterfall-waiting">waiting</span>
            <span className="waterfall-key waterfall-ok">call</span>
            <span className="waterfall-key waterfall-shared">shared</span>
            <span className="waterfall-key waterfall-cached">cached</span>
            <span className="waterfall-key waterfall-failed">failed</span>
          </th>
          <th scope="col">Waited</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        {layOut(calls).map((row, index) => (
          <Row key={index} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row: { call, waiting, calling } }: { readonly row: WaterfallRow }) {
  const kind = COLOURED.has(call.outcome) ? call.outcome : "failed";
  const outcome = tellOutcome(call);
  return (
    <tr data-outcome={call.outcome}>
      <th scope="row">
        {call.endpoint} {outcome !== "" && <span className={`waterfall-outcome waterfall-${kind}`}>{outcome}</span>}
      </th>
      <td className="waterfall-time">
        <svg aria-hidden="true" width="100%" height="10">
          <rect className="waterfall-waiting" x={`${waiting.from}%`} y="4" width={`${waiting.width}%`} height="2" />
          <rect className={`waterfall-${kind}`} x={`${calling.from}%`} width={`${calling.width}%`} height="10" rx="2" />
        </svg>
      </td>
      <td>{tellTime(call.waitedMs)}</td>
      <td>{tellTime(call.tookMs)}</td>
    </tr>
  );
}
