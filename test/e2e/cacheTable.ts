import type { GraphQLAnswer, TestGateway } from "../gateway.js";
import { forgedId, newCatalog, newContact, newDeal, newNote, newTask, send } from "./account.js";

// Every kind of read and every kind of write, for the tests of what caches tell.

type Variables = Readonly<Record<string, unknown>>;
export type Headers = Readonly<Record<string, string>>;

interface Upstream {
  readonly calls: number;
  readonly shared: number;
  readonly cached: number;
  readonly requests: readonly { readonly endpoint: string; readonly outcome: string; readonly age?: number }[];
}

const ACTIVITIES = `notes { nodes { id body } } tasks { nodes { id text isCompleted } }`;
const CONTACT = `id name position company { crmId name } tags updatedAt`;
const DEAL = `id name price contacts { id name company { name } } updatedAt`;

/** Every kind of read, of the records of a cast. */
const READS = {
  contacts: `{ contacts(last: 50) { nodes { ${CONTACT} } totalCount } }`,
  contactSearch: `query ($name: String!) { contacts(first: 50, search: $name) { nodes { ${CONTACT} } } }`,
  contact: `query ($contact: ID!) { contact(id: $contact) { ${CONTACT} ${ACTIVITIES} } }`,
  colleague: `query ($colleague: ID!) { contact(id: $colleague) { ${CONTACT} ${ACTIVITIES} } }`,
  company: `query ($company: ID!) { contact(id: $company) { ${CONTACT} ${ACTIVITIES} } }`,
  missing: `query ($missing: ID!) { contact(id: $missing) { name } }`,
  deals: `{ deals(last: 50) { nodes { ${DEAL} } totalCount } }`,
  dealSearch: `query ($order: String!) { deals(first: 50, search: $order) { nodes { ${DEAL} } } }`,
  deal: `query ($deal: ID!) { deal(id: $deal) { ${DEAL} ${ACTIVITIES} } }`,
  otherDeal: `query ($otherDeal: ID!) { deal(id: $otherDeal) { ${DEAL} ${ACTIVITIES} } }`,
  missingDeal: `query ($missingDeal: ID!) { deal(id: $missingDeal) { name } }`,
  catalogs: `{ catalogs(last: 50) { nodes { id name } } }`,
} as const;
export type Read = keyof typeof READS;
export const ALL_READS = Object.keys(READS) as Read[];

/** A contact and a colleague of one company, a deal with the contact, and what is attached to them. */
export type Cast = Readonly<Record<string, string>>;

let casts = 0;

export async function newCast(gateway: TestGateway): Promise<Cast> {
  casts += 1;
  const [name, order, engines] = [`Ada ${casts}`, `Order ${casts}`, `Engines ${casts}`];
  const contact = await newContact(gateway, { name, company: { name: engines } });
  const { value } = await send<{ company: { crmId: string } }>(
    gateway,
    `query ($id: ID!) { contact(id: $id) { company { crmId } } }`,
    { id: contact.id },
  );
  const colleague = await newContact(gateway, { name: `Eve ${casts}`, company: { crmId: value.company.crmId } });
  const deal = await newDeal(gateway, { name: order, contactId: contact.id });
  const otherDeal = await newDeal(gateway, { name: `Another ${casts}` });
  return {
    name,
    order,
    contact: contact.id,
    colleague: colleague.id,
    company: forgedId("Contact", value.company.crmId),
    missing: forgedId("Contact", Number(colleague.crmId) + 1),
    deal: deal.id,
    otherDeal: otherDeal.id,
    missingDeal: forgedId("Deal", Number(otherDeal.crmId) + 1),
    note: (await newNote(gateway, { contactId: contact.id })).id,
    dealNote: (await newNote(gateway, { dealId: deal.id })).id,
    task: (await newTask(gateway, { contactId: contact.id })).id,
    dealTask: (await newTask(gateway, { dealId: deal.id })).id,
    loneTask: (await newTask(gateway, null)).id,
    catalog: (await newCatalog(gateway)).id,
  };
}

/** The variables that a document names, out of those of a cast. */
export function only(document: string, all: Variables): Variables {
  const names = Array.from(document.matchAll(/\$(\w+):/g), ([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** What a read gives, and how many calls it took. */
export async function read(
  gateway: TestGateway,
  which: Read,
  cast: Cast,
  headers?: Headers,
): Promise<{ answer: GraphQLAnswer; calls: number; upstream: Upstream }> {
  gateway.calls();
  // API v4 does not tell where a list ends.
  const document = READS[which].replace("last: 50", gateway.api === "v4" ? "first: 100" : "last: 50");
  const { extensions, ...answer } = await gateway.query(document, only(document, cast), {
    "amoql-trace": "1",
    ...headers,
  });
  return { answer, calls: gateway.calls().length, upstream: extensions?.["upstream"] as Upstream };
}

/** A write, and the reads that must tell of it. All others are checked as well: they must tell what the account has. */
export const WRITES: readonly (readonly [name: string, document: string, reads: readonly Read[], input?: Variables])[] =
  [
    [
      "contactCreate",
      `mutation ($name: String!) { contactCreate(input: { name: $name }) { contact { id } userErrors { code } } }`,
      ["contacts", "contactSearch", "missing"],
    ],
    [
      "contactUpdate",
      `mutation ($contact: ID!) { contactUpdate(id: $contact, patch: { name: "Renamed" }) { contact { id } userErrors { code } } }`,
      ["contacts", "contactSearch", "contact", "deals", "dealSearch", "deal"],
    ],
    [
      "contactUpdate of a company",
      `mutation ($company: ID!) { contactUpdate(id: $company, patch: { name: "Works" }) { contact { id } userErrors { code } } }`,
      ["contacts", "contactSearch", "contact", "colleague", "company", "deals", "deal"],
    ],
    [
      "contactBulkUpdate",
      `mutation ($contact: ID!, $colleague: ID!) {
      contactBulkUpdate(input: [{ id: $contact, patch: { position: "A" } }, { id: $colleague, patch: { position: "B" } }]) { userErrors { code } }
    }`,
      ["contacts", "contact", "colleague"],
    ],
    [
      "contactDelete",
      `mutation ($contact: ID!) { contactDelete(id: $contact) { deletedContactId userErrors { code } } }`,
      ["contacts", "contactSearch", "contact", "deals", "deal"],
    ],
    [
      "dealCreate",
      `mutation ($order: String!) { dealCreate(input: { name: $order }) { deal { id } userErrors { code } } }`,
      ["deals", "dealSearch", "missingDeal"],
    ],
    [
      "dealUpdate",
      `mutation ($deal: ID!, $colleague: ID!) {
      dealUpdate(id: $deal, patch: { price: "12", contactId: $colleague }) { deal { id } userErrors { code } }
    }`,
      ["deals", "dealSearch", "deal"],
    ],
    [
      "dealDelete",
      `mutation ($deal: ID!) { dealDelete(id: $deal) { deletedDealId userErrors { code } } }`,
      ["deals", "dealSearch", "deal"],
    ],
    [
      "noteCreate on a contact",
      `mutation ($contact: ID!) { noteCreate(input: { subject: { contactId: $contact }, body: "New" }) { note { id } userErrors { code } } }`,
      ["contact"],
    ],
    [
      "noteCreate on a deal",
      `mutation ($deal: ID!) { noteCreate(input: { subject: { dealId: $deal }, body: "New" }) { note { id } userErrors { code } } }`,
      ["deal"],
    ],
    [
      "noteUpdate",
      `mutation ($note: ID!) { noteUpdate(id: $note, patch: { body: "Other" }) { note { id } userErrors { code } } }`,
      ["contact"],
    ],
    [
      "noteDelete",
      `mutation ($dealNote: ID!) { noteDelete(id: $dealNote) { deletedNoteId userErrors { code } } }`,
      ["deal"],
    ],
    [
      "taskCreate on a contact",
      `mutation ($input: TaskCreateInput!) { taskCreate(input: $input) { task { id } userErrors { code } } }`,
      ["contact"],
    ],
    [
      "taskUpdate",
      `mutation ($task: ID!) { taskUpdate(id: $task, patch: { text: "Other" }) { task { id } userErrors { code } } }`,
      ["contact"],
    ],
    [
      "taskUpdate that moves a task",
      `mutation ($task: ID!, $otherDeal: ID!) {
      taskUpdate(id: $task, patch: { subject: { dealId: $otherDeal } }) { task { id } userErrors { code } }
    }`,
      ["contact", "otherDeal"],
    ],
    [
      "taskUpdate that detaches a task",
      `mutation ($dealTask: ID!) { taskUpdate(id: $dealTask, patch: { subject: null }) { replacedTaskId userErrors { code } } }`,
      ["deal"],
    ],
    [
      "taskUpdate that attaches a task",
      `mutation ($loneTask: ID!, $contact: ID!) {
      taskUpdate(id: $loneTask, patch: {
        text: "Attached", type: CALL, dueAt: "2027-03-01T09:30:00Z", responsibleUserCrmId: "1", subject: { contactId: $contact }
      }) { task { id } userErrors { code } }
    }`,
      ["contact"],
    ],
    [
      "taskComplete",
      `mutation ($dealTask: ID!) { taskComplete(id: $dealTask) { task { id } userErrors { code } } }`,
      ["deal"],
    ],
    [
      "taskDelete",
      `mutation ($task: ID!) { taskDelete(id: $task) { deletedTaskId userErrors { code } } }`,
      ["contact"],
    ],
    [
      "catalogCreate",
      `mutation { catalogCreate(input: { name: "New" }) { catalog { id } userErrors { code } } }`,
      ["catalogs"],
    ],
    [
      "catalogUpdate",
      `mutation ($catalog: ID!) { catalogUpdate(id: $catalog, patch: { name: "Other" }) { catalog { id } userErrors { code } } }`,
      ["catalogs"],
    ],
    [
      "catalogBulkDelete",
      `mutation ($catalog: ID!) { catalogBulkDelete(ids: [$catalog]) { userErrors { code } } }`,
      ["catalogs"],
    ],
  ];
