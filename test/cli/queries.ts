import type { GraphQLAnswer, TestGateway } from "../gateway.js";

const USER = "{ crmId name }";
const ACTIVITIES = `
  notes(first: 100) { nodes { id crmId body author ${USER} createdAt } }
  tasks(first: 100) { nodes { id crmId text type dueAt isCompleted responsibleUser ${USER} } }`;

/** The fields of each kind that an export has, as docs/command-line.md gives them. */
const FIELDS = {
  contacts: `id crmId name isCompany position company { crmId name } phoneNumbers { number label }
    emailAddresses { address label } webAddresses { url label } address { street }
    instantMessengers { address protocol } responsibleUser ${USER} tags createdAt updatedAt version`,
  deals: `id crmId name status { crmId name } price responsibleUser ${USER} tags contacts { id crmId name }
    createdAt updatedAt version`,
  catalogs: `id crmId name type sort createdBy ${USER} createdAt canAddElements canShowInCards canLinkMultiple`,
};

export type Kind = keyof typeof FIELDS;
export type Value = string | number | boolean | null | Value[] | { [field: string]: Value };
export type Node = Record<string, Value> & { readonly id: string; readonly crmId: string };

interface Connection {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

/** All records of a kind, as queries give them. */
export async function queried(gateway: TestGateway, kind: Kind, withDetails = false): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const document = `query ($after: String) { ${kind}(first: 50, after: $after) {
      nodes { ${FIELDS[kind]} ${withDetails ? ACTIVITIES : ""} } pageInfo { hasNextPage endCursor } } }`;
    const answer: GraphQLAnswer<Record<string, Connection>> = await gateway.query(document, { after });
    const connection: Connection | undefined = answer.data?.[kind];
    if (answer.errors !== undefined || connection === undefined) throw new Error(JSON.stringify(answer.errors));
    nodes.push(...connection.nodes);
    after = connection.pageInfo.hasNextPage ? connection.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}
