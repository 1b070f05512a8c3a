import type { ContactData, ContactDraft, ContactRecord } from "../../records.js";
import { NO_DATA, addContact, findContact, updateContact } from "../../storage/contacts.js";
import { describeParty, findParty, fullName, partyList } from "../../storage/parties.js";
import type { PartyField, PartyType } from "../../storage/parties.js";
import { NOTHING, eachItem, oneItem, pathId } from "../call.js";
import type { V4Call, V4Routes } from "../call.js";
import { userField } from "../checks.js";
import { patchAnswer, self, writtenAnswer } from "../hal.js";
import { entityList } from "../lists.js";
import { writtenTags } from "../tagWrite.js";
import { readPartyValues, readValueFilter } from "../wire/customFields.js";
import type { ItemReader } from "../wire/itemReader.js";
import { seconds } from "../wire/json.js";
import { filterOf, requestedWith } from "../wire/listQuery.js";
import type { ListOptions } from "../wire/listQuery.js";
import { partyJson } from "../wire/partyJson.js";
import { Problem, notFound } from "../wire/problem.js";

const LIST: ListOptions<PartyField> = {
  filters: {
    id: "ids",
    name: "texts",
    created_by: "ids",
    updated_by: "ids",
    responsible_user_id: "ids",
    created_at: "time",
    updated_at: "time",
    closest_task_at: "time",
  },
  orders: ["updated_at"],
};

/** Persons (`contacts`) or companies. They cannot be removed over this API. */
export function partyRoutes(type: PartyType): V4Routes {
  return {
    [`GET /${type}`]: (call) =>
      entityList(
        call,
        type,
        LIST,
        (request) => partyList(call.db, call.viewer, type, { ...request, values: valueConditions(call, type) }),
        (party, parts) => partyJson(call, type, party, parts),
      ),
    [`GET /${type}/:id`]: async (call) => {
      const party = await findParty(call.db, call.viewer, type, pathId(call));
      return party ? { body: partyJson(call, type, party, requestedWith(call.parameters)) } : NOTHING;
    },
    [`POST /${type}`]: async (call) =>
      writtenAnswer(call, type, await eachItem(call, (item) => addParty(call, item, type)), (id) => ({
        id,
        ...self(call, `${type}/${id}`),
      })),
    [`PATCH /${type}`]: async (call) => {
      const written = await eachItem(call, async (item) => {
        item.require("id");
        const id = item.integer("id");
        item.check();
        const stored = await storedParty(call, type, id ?? 0);
        if (!stored) item.refuse("NotSupportedChoice", "id", "The record does not exist.");
        return stored && patchParty(call, item, type, stored);
      });
      return writtenAnswer(call, type, written, (json) => json ?? {});
    },
    [`PATCH /${type}/:id`]: async (call) => {
      const stored = await storedParty(call, type, pathId(call));
      if (!stored) throw notFound();
      const { requestId, written } = await oneItem(call, (item) => patchParty(call, item, type, stored));
      return patchAnswer(call, type, written, requestId);
    },
    [`DELETE /${type}/:id`]: () => Promise.reject(new Problem(405, "Contacts and companies cannot be removed")),
  };
}

function valueConditions(call: V4Call, type: PartyType) {
  if (!call.switches.v4Filters) return [];
  return readValueFilter(filterOf(call.parameters, "custom_fields_values"), type, call.switches);
}

/** Adds a person or company; answers its id. */
export async function addParty(call: V4Call, item: ItemReader, type: PartyType): Promise<number> {
  const names = writtenNames(item, type);
  const nothing = { name: "", position: "", data: NO_DATA, mainUserId: call.user.id, tags: [] };
  const fields = await writtenFields(call, item, { type, stored: nothing, names });
  const createdBy = (await userField(call, item, "created_by", { allowNobody: true })) ?? call.user.id;
  const updatedBy = (await userField(call, item, "updated_by", { allowNobody: true })) ?? call.user.id;
  const createdAt = item.date("created_at") ?? call.now;
  item.check();
  const draft: ContactDraft = { ...fields, companyId: null, extra: [] };
  const id = await addContact(call.db, draft, { isCompany: type === "companies", createdAt, updatedAt: call.now });
  // A record may be without a name; the account then gives it one.
  if (draft.name === "") {
    const name = type === "companies" ? `Company #${id}` : `Contact #${id}`;
    await updateContact(call.db, id, { ...draft, name }, call.now);
  }
  await describeParty(call.db, id, { createdBy, updatedBy, names });
  return id;
}

async function patchParty(call: V4Call, item: ItemReader, type: PartyType, stored: ContactRecord) {
  const before = await findParty(call.db, "everyone's", type, stored.id);
  const names = writtenNames(item, type, { first: before?.firstName ?? "", last: before?.lastName ?? "" });
  const draft = { ...stored, ...(await writtenFields(call, item, { type, stored, names })) };
  const updatedBy = (await userField(call, item, "updated_by", { allowNobody: true })) ?? call.user.id;
  item.check();
  await updateContact(call.db, stored.id, draft, call.now);
  await describeParty(call.db, stored.id, { updatedBy, names });
  return { id: stored.id, name: draft.name, updated_at: seconds(call.now), ...self(call, `${type}/${stored.id}`) };
}

async function storedParty(call: V4Call, type: PartyType, id: number): Promise<ContactRecord | undefined> {
  const stored = await findContact(call.db, call.viewer, id);
  return stored?.isCompany === (type === "companies") ? stored : undefined;
}

type WrittenFields = Omit<ContactDraft, "companyId" | "extra">;

/** What an item says of a person or company, and the rest as it is. */
async function writtenFields(
  call: V4Call,
  item: ItemReader,
  { type, stored, names }: { type: PartyType; stored: WrittenFields; names: ReturnType<typeof writtenNames> },
): Promise<WrittenFields> {
  const { position = stored.position, data } = readPartyValues(item, type, call.switches);
  const whole = item.filledText("name");
  return {
    name: names ? fullName(names.first, names.last) : (whole ?? stored.name),
    position,
    data: { ...stored.data, ...data } satisfies ContactData,
    mainUserId: (await userField(call, item, "responsible_user_id")) ?? stored.mainUserId,
    tags: await writtenTags(call, item, type, stored.tags),
  };
}

/** The parts of a person's name, if the item gives any; the other part stays. They win over the whole name. */
function writtenNames(item: ItemReader, type: PartyType, stored = { first: "", last: "" }) {
  if (type === "companies") return undefined;
  const [first, last] = [item.text("first_name")?.trim(), item.text("last_name")?.trim()];
  const names = { first: first ?? stored.first, last: last ?? stored.last };
  const given = (first !== undefined && first !== "") || (last !== undefined && last !== "");
  return given ? names : undefined;
}
