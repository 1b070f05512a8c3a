import { toGlobalId } from "../src/domain/globalId.js";
import { recordId, SEARCHES } from "./wirePages.js";

/** One kind of query that is measured. */
export interface Case {
  readonly name: string;
  /** What it asks for, in one line. */
  readonly title: string;
  /** GraphQL bodies on different records, to be sent in turn. The floor server is sent the same ones. */
  readonly bodies: readonly string[];
  /** All ask for the same, so each comes from another user of the gateway: it makes equal reads of one user one. */
  readonly isFromManyUsers?: true;
}

function bodies(query: string, variables: (search: number) => Readonly<Record<string, string>>): readonly string[] {
  const compact = query.replace(/\s+/g, " ").trim();
  return Array.from({ length: SEARCHES }, (_, search) =>
    JSON.stringify({ query: compact, variables: variables(search) }),
  );
}

const bySearch = (search: number) => ({ search: String(search) });

const CATALOGS = bodies(
  `{
    catalogs(first: 50) {
      nodes { crmId name type sort createdBy { crmId } canAddElements canShowInCards canLinkMultiple }
    }
  }`,
  () => ({}),
);

export const CASES: readonly Case[] = [
  {
    name: "xml-list",
    title: "50 deals with stage, user, tags, contacts and their companies",
    bodies: bodies(
      `query ($search: String!) {
        deals(first: 50, search: $search) {
          nodes {
            crmId name status { crmId name } responsibleUser { crmId name } tags
            contacts { crmId name company { crmId name } }
          }
        }
      }`,
      bySearch,
    ),
  },
  {
    name: "xml-contacts",
    title: "50 contacts with phones, e-mails, company and tags",
    bodies: bodies(
      `query ($search: String!) {
        contacts(first: 50, search: $search) {
          nodes {
            crmId name phoneNumbers { number label } emailAddresses { address label } company { crmId name } tags
          }
        }
      }`,
      bySearch,
    ),
  },
  {
    name: "xml-detail",
    title: "20 contacts with notes and tasks",
    bodies: bodies(
      `query ($search: String!) {
        contacts(first: 20, search: $search) {
          nodes {
            crmId name
            notes(first: 20) { nodes { crmId body author { name } } }
            tasks(first: 20) { nodes { crmId text type isCompleted } }
          }
        }
      }`,
      bySearch,
    ),
  },
  { name: "json", title: "50 catalogs, each query from another user", bodies: CATALOGS, isFromManyUsers: true },
  { name: "json-shared", title: "50 catalogs, all queries from one user", bodies: CATALOGS },
  {
    name: "trivial",
    title: "name of one contact",
    bodies: bodies(`query ($id: ID!) { contact(id: $id) { crmId name } }`, (search) => ({
      id: toGlobalId("Contact", String(recordId(search, 0))),
    })),
  },
];
