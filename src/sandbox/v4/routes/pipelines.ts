import { ACCOUNT, ACCOUNT_CREATED_AT, LOSS_REASONS, PIPELINE } from "../../account.js";
import { allStatuses } from "../../storage/statuses.js";
import { NOTHING, pathId } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { self, wholeList } from "../hal.js";

const COLORS = ["#99ccff", "#ffff99", "#ffcc66", "#ffcccc", "#ccccff"] as const;
const CLOSED_COLORS = new Map([
  [142, "#CCFF66"],
  [143, "#D5D8DB"],
]);

async function pipelineJson(call: V4Call) {
  const path = `leads/pipelines/${PIPELINE.id}`;
  const statuses = (await allStatuses(call.db)).map(({ id, name, sort }, index) => ({
    id,
    name,
    sort,
    is_editable: !CLOSED_COLORS.has(id),
    pipeline_id: PIPELINE.id,
    color: CLOSED_COLORS.get(id) ?? COLORS[index % COLORS.length],
    type: 0,
    account_id: Number(ACCOUNT.id),
    ...self(call, `${path}/statuses/${id}`),
  }));
  return {
    ...PIPELINE,
    sort: 1,
    is_main: true,
    is_unsorted_on: false,
    is_archive: false,
    account_id: Number(ACCOUNT.id),
    ...self(call, path),
    _embedded: { statuses },
  };
}

function isPipeline(call: V4Call, name = "id"): boolean {
  return pathId(call, name) === PIPELINE.id;
}

const lossReasons = (call: V4Call) =>
  LOSS_REASONS.map((reason, index) => ({
    ...reason,
    sort: (index + 1) * 10,
    created_at: ACCOUNT_CREATED_AT,
    updated_at: ACCOUNT_CREATED_AT,
    ...self(call, `leads/loss_reasons/${reason.id}`),
  }));

/** The pipeline with its stages, and why deals are lost. */
export const pipelineRoutes: V4Routes = {
  "GET /leads/pipelines": async (call) => wholeList(call, "pipelines", [await pipelineJson(call)]),
  "GET /leads/pipelines/:id": async (call) => (isPipeline(call) ? { body: await pipelineJson(call) } : NOTHING),
  "GET /leads/pipelines/:id/statuses": async (call) =>
    isPipeline(call) ? wholeList(call, "statuses", (await pipelineJson(call))._embedded.statuses) : NOTHING,
  "GET /leads/pipelines/:id/statuses/:statusId": async (call) => {
    const { statuses } = (await pipelineJson(call))._embedded;
    const status = statuses.find(({ id }) => id === pathId(call, "statusId"));
    return status && isPipeline(call) ? { body: status } : NOTHING;
  },
  "GET /leads/loss_reasons": (call) => Promise.resolve(wholeList(call, "loss_reasons", lossReasons(call))),
  "GET /leads/loss_reasons/:id": (call) => {
    const reason = lossReasons(call).find(({ id }) => id === pathId(call));
    return Promise.resolve(reason ? { body: reason } : NOTHING);
  },
};
