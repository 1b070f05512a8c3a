import { PIPELINE } from "../../account.js";
import { findDeal } from "../../storage/deals.js";
import { findLead, leadList } from "../../storage/leads.js";
import type { LeadField, LeadRecord } from "../../storage/leads.js";
import { NOTHING, eachItem, oneItem, pathId } from "../call.js";
import type { V4Call, V4Route, V4Routes } from "../call.js";
import { patchAnswer, self, writtenAnswer } from "../hal.js";
import { addLead, patchLead } from "../leadWrite.js";
import { entityList } from "../lists.js";
import { seconds } from "../wire/json.js";
import { leadJson } from "../wire/leadJson.js";
import { filterOf, requestedWith } from "../wire/listQuery.js";
import type { ListOptions } from "../wire/listQuery.js";
import { Problem, notFound } from "../wire/problem.js";

const LIST: ListOptions<LeadField> = {
  filters: {
    id: "ids",
    name: "texts",
    price: "number",
    pipeline_id: "ids",
    created_by: "ids",
    updated_by: "ids",
    responsible_user_id: "ids",
    created_at: "time",
    updated_at: "time",
    closed_at: "time",
    closest_task_at: "time",
  },
  orders: ["created_at", "updated_at"],
};

const list: V4Route = (call) =>
  entityList(
    call,
    "leads",
    LIST,
    (request) => {
      const conditions = [...request.conditions, ...stageCondition(call)];
      return leadList(call.db, call.viewer, { ...request, conditions });
    },
    (lead, parts) => leadJson(call, lead, parts),
  );

const one: V4Route = async (call) => {
  const lead = await findLead(call.db, call.viewer, pathId(call));
  return lead ? { body: leadJson(call, lead, requestedWith(call.parameters)) } : NOTHING;
};

const add: V4Route = async (call) =>
  writtenAnswer(call, "leads", await eachItem(call, (item) => addLead(call, item)), (id) => ({
    id,
    ...self(call, `leads/${id}`),
  }));

const patch: V4Route = async (call) => {
  const written = await eachItem(call, async (item) => {
    item.require("id");
    const id = item.integer("id");
    item.check();
    const stored = await findDeal(call.db, call.viewer, id ?? 0);
    if (!stored) item.refuse("NotSupportedChoice", "id", "The lead does not exist.");
    return stored && patchLead(call, item, stored);
  });
  return writtenAnswer(call, "leads", written, (lead) => (lead ? patchedJson(call, lead) : {}));
};

const patchOne: V4Route = async (call) => {
  const stored = await findDeal(call.db, call.viewer, pathId(call));
  if (!stored) throw notFound();
  const { requestId, written } = await oneItem(call, (item) => patchLead(call, item, stored));
  return patchAnswer(call, "leads", patchedJson(call, written), requestId);
};

/** Leads. They cannot be removed over this API. */
export const leadRoutes: V4Routes = {
  "GET /leads": list,
  "GET /leads/:id": one,
  "POST /leads": add,
  "PATCH /leads": patch,
  "PATCH /leads/:id": patchOne,
  "DELETE /leads/:id": () => Promise.reject(new Problem(405, "Leads cannot be removed")),
};

function patchedJson(call: V4Call, lead: LeadRecord) {
  return { id: lead.id, updated_at: seconds(lead.updatedAt), ...self(call, `leads/${lead.id}`) };
}

/** `filter[statuses][0][status_id]`: the account has one pipeline, so its stages alone count. */
function stageCondition(call: V4Call): { field: "status_id"; oneOf: number[] }[] {
  const stages = filterOf(call.parameters, "statuses");
  if (!call.switches.v4Filters || stages === undefined || typeof stages === "string") return [];
  const chosen = Array.from(stages.values()).flatMap((stage) => {
    if (typeof stage === "string") return [];
    return stage.get("pipeline_id") === String(PIPELINE.id) ? [Number(stage.get("status_id"))] : [];
  });
  return [{ field: "status_id", oneOf: chosen }];
}
