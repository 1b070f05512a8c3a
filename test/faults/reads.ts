import { newCatalog, newContact, newDeal } from "../e2e/account.js";
import { status } from "./faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "./faultyGateway.js";

/** A read of one page of the account, beside a healthy one of another page. */
interface Read {
  readonly field: string;
  /** The page that the field is read from. Nothing else in the document needs it. */
  readonly page: string;
  /** Takes `$id`, a contact's. The sibling that stays healthy is `healthy`. */
  readonly document: string;
  /** What the field holds in an account as `startWithRecords` makes it. */
  readonly value: unknown;
  readonly healthy: unknown;
}

const CONTACT = { name: "Ada" };
const CATALOGS = { nodes: [{ name: "Goods" }] };

function read(field: string, page: string, selection: string, value: unknown): Read {
  const isContact = page === "contact_detail";
  const sibling = isContact ? "healthy: catalogs { nodes { name } }" : "healthy: contact(id: $id) { name }";
  return {
    field,
    page,
    document: `query ($id: ID!) { ${selection} ${sibling} }`,
    value,
    healthy: isContact ? CATALOGS : CONTACT,
  };
}

/** One read of each kind: a record, a list, a search, and a resource of the JSON API. */
export const READS: readonly Read[] = [
  read("contact", "contact_detail", "contact(id: $id) { name }", CONTACT),
  read("contacts", "contacts", "contacts(first: 5) { nodes { name } }", { nodes: [CONTACT, { name: "Ben" }] }),
  read("deals", "deals", "deals(first: 5) { nodes { name } }", { nodes: [{ name: "Order" }] }),
  read("found", "contact_search", `found: contacts(search: "Ben") { nodes { name } }`, { nodes: [{ name: "Ben" }] }),
  read("catalogs", "catalogs", "catalogs { nodes { name } }", CATALOGS),
];

/** Rows for `it.each` whose titles begin with the field. */
export const EACH_READ: readonly (readonly [string, Read])[] = READS.map((each) => [each.field, each]);

/** One list in XML and one in JSON, where the page makes no difference. */
export const LISTS = READS.filter(({ field }) => field === "contacts" || field === "catalogs");

/** Rows for `it.each` whose titles begin with the field. */
export const EACH_LIST: readonly (readonly [string, Read])[] = LISTS.map((each) => [each.field, each]);

/** All of the reads in one operation. */
export const ALL_READS = `query ($id: ID!) {
  contact(id: $id) { name }
  contacts(first: 5) { nodes { name } }
  deals(first: 5) { nodes { name } }
  found: contacts(search: "Ben") { nodes { name } }
  catalogs { nodes { name } }
}`;

/** A gateway that is signed in to an account with a few records. The proxy has seen nothing yet. */
export interface Stocked {
  readonly gateway: FaultyGateway;
  /** Global id of the contact Ada. */
  readonly id: string;
}

/** What `ALL_READS` gives with this value in each of its fields. */
export function inEachField(valueOf: (read: Read) => unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(READS.map((each) => [each.field, valueOf(each)]));
}

/** Starts an account with a few records and a gateway in front of it. The caller closes the gateway. */
export async function startWithRecords(env: Readonly<Record<string, string>>): Promise<Stocked> {
  const gateway = await startGatewayBehindFaults({ env });
  const { id } = await newContact(gateway, { name: "Ada" });
  await newContact(gateway, { name: "Ben" });
  await newDeal(gateway, { name: "Order" });
  await newCatalog(gateway, { name: "Goods" });
  gateway.calls();
  gateway.faults.clear();
  return { gateway, id };
}

/** Makes the account refuse the session that the gateway has now with a 401, and take the next one. */
export async function endSession({ gateway, id }: Stocked): Promise<void> {
  await gateway.ask(`query ($id: ID!) { contact(id: $id) { name } }`, { id });
  const cookie = gateway.faults.calls.at(-1)?.cookie;
  if (cookie === undefined) throw new Error("nothing was called");
  gateway.calls();
  gateway.faults.clear();
  gateway.faults.choose(({ request }) => (request.headers.cookie === cookie ? status(401) : undefined));
}
