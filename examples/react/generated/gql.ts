/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Deals($search: String, $first: Int!, $after: String) {\n  deals(search: $search, first: $first, after: $after) {\n    edges {\n      cursor\n      node {\n        ...DealForm\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Deal($id: ID!) {\n  deal(id: $id) {\n    ...DealForm\n    tasks(first: 20) {\n      nodes {\n        ...TaskItem\n      }\n    }\n  }\n}\n\nmutation SaveDeal($id: ID!, $patch: DealPatchInput!, $ifVersion: String!) {\n  dealUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {\n    deal {\n      ...DealForm\n    }\n    userErrors {\n      ...Problem\n      ... on ConflictError {\n        current {\n          id\n          ...DealForm\n        }\n      }\n    }\n  }\n}\n\nmutation CompleteTask($id: ID!) {\n  taskComplete(id: $id) {\n    task {\n      ...TaskItem\n    }\n    userErrors {\n      ...Problem\n    }\n  }\n}\n\nfragment DealForm on Deal {\n  id\n  name\n  price\n  status {\n    crmId\n    name\n  }\n  contacts {\n    id\n    name\n  }\n  version\n}\n\nfragment TaskItem on Task {\n  id\n  text\n  dueAt\n  isCompleted\n}\n\nfragment Problem on UserError {\n  code\n  field\n  message\n}": typeof types.DealsDocument,
};
const documents: Documents = {
    "query Deals($search: String, $first: Int!, $after: String) {\n  deals(search: $search, first: $first, after: $after) {\n    edges {\n      cursor\n      node {\n        ...DealForm\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Deal($id: ID!) {\n  deal(id: $id) {\n    ...DealForm\n    tasks(first: 20) {\n      nodes {\n        ...TaskItem\n      }\n    }\n  }\n}\n\nmutation SaveDeal($id: ID!, $patch: DealPatchInput!, $ifVersion: String!) {\n  dealUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {\n    deal {\n      ...DealForm\n    }\n    userErrors {\n      ...Problem\n      ... on ConflictError {\n        current {\n          id\n          ...DealForm\n        }\n      }\n    }\n  }\n}\n\nmutation CompleteTask($id: ID!) {\n  taskComplete(id: $id) {\n    task {\n      ...TaskItem\n    }\n    userErrors {\n      ...Problem\n    }\n  }\n}\n\nfragment DealForm on Deal {\n  id\n  name\n  price\n  status {\n    crmId\n    name\n  }\n  contacts {\n    id\n    name\n  }\n  version\n}\n\nfragment TaskItem on Task {\n  id\n  text\n  dueAt\n  isCompleted\n}\n\nfragment Problem on UserError {\n  code\n  field\n  message\n}": types.DealsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Deals($search: String, $first: Int!, $after: String) {\n  deals(search: $search, first: $first, after: $after) {\n    edges {\n      cursor\n      node {\n        ...DealForm\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Deal($id: ID!) {\n  deal(id: $id) {\n    ...DealForm\n    tasks(first: 20) {\n      nodes {\n        ...TaskItem\n      }\n    }\n  }\n}\n\nmutation SaveDeal($id: ID!, $patch: DealPatchInput!, $ifVersion: String!) {\n  dealUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {\n    deal {\n      ...DealForm\n    }\n    userErrors {\n      ...Problem\n      ... on ConflictError {\n        current {\n          id\n          ...DealForm\n        }\n      }\n    }\n  }\n}\n\nmutation CompleteTask($id: ID!) {\n  taskComplete(id: $id) {\n    task {\n      ...TaskItem\n    }\n    userErrors {\n      ...Problem\n    }\n  }\n}\n\nfragment DealForm on Deal {\n  id\n  name\n  price\n  status {\n    crmId\n    name\n  }\n  contacts {\n    id\n    name\n  }\n  version\n}\n\nfragment TaskItem on Task {\n  id\n  text\n  dueAt\n  isCompleted\n}\n\nfragment Problem on UserError {\n  code\n  field\n  message\n}"): (typeof documents)["query Deals($search: String, $first: Int!, $after: String) {\n  deals(search: $search, first: $first, after: $after) {\n    edges {\n      cursor\n      node {\n        ...DealForm\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}\n\nquery Deal($id: ID!) {\n  deal(id: $id) {\n    ...DealForm\n    tasks(first: 20) {\n      nodes {\n        ...TaskItem\n      }\n    }\n  }\n}\n\nmutation SaveDeal($id: ID!, $patch: DealPatchInput!, $ifVersion: String!) {\n  dealUpdate(id: $id, patch: $patch, ifVersion: $ifVersion) {\n    deal {\n      ...DealForm\n    }\n    userErrors {\n      ...Problem\n      ... on ConflictError {\n        current {\n          id\n          ...DealForm\n        }\n      }\n    }\n  }\n}\n\nmutation CompleteTask($id: ID!) {\n  taskComplete(id: $id) {\n    task {\n      ...TaskItem\n    }\n    userErrors {\n      ...Problem\n    }\n  }\n}\n\nfragment DealForm on Deal {\n  id\n  name\n  price\n  status {\n    crmId\n    name\n  }\n  contacts {\n    id\n    name\n  }\n  version\n}\n\nfragment TaskItem on Task {\n  id\n  text\n  dueAt\n  isCompleted\n}\n\nfragment Problem on UserError {\n  code\n  field\n  message\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;