/** The part of amoql's schema that the cases of the bench use, with the same names. */
export const SCHEMA = `
  type Query {
    deals(first: Int!, search: String!): DealConnection!
    contacts(first: Int!, search: String!): ContactConnection!
    contact(id: ID!): Contact
    catalogs(first: Int!): CatalogConnection!
  }

  type DealConnection { nodes: [Deal!]! }
  type ContactConnection { nodes: [Contact!]! }
  type NoteConnection { nodes: [Note!]! }
  type TaskConnection { nodes: [Task!]! }
  type CatalogConnection { nodes: [Catalog!]! }

  type Deal {
    crmId: ID!
    name: String
    status: DealStatus
    responsibleUser: User
    tags: [String!]
    contacts: [Contact!]
  }

  type Contact {
    crmId: ID!
    name: String
    phoneNumbers: [PhoneNumber!]
    emailAddresses: [EmailAddress!]
    company: Company
    tags: [String!]
    notes(first: Int!): NoteConnection
    tasks(first: Int!): TaskConnection
  }

  type PhoneNumber { number: String! label: String }
  type EmailAddress { address: String! label: String }
  type Company { crmId: ID! name: String }
  type DealStatus { crmId: ID! name: String }
  type User { crmId: ID! name: String }
  type Note { crmId: ID! body: String author: User }
  type Task { crmId: ID! text: String type: TaskType isCompleted: Boolean }
  enum TaskType { CALL MEETING LETTER OTHER }

  type Catalog {
    crmId: ID!
    name: String
    type: CatalogType
    sort: Int
    createdBy: User
    canAddElements: Boolean
    canShowInCards: Boolean
    canLinkMultiple: Boolean
  }
  enum CatalogType { REGULAR INVOICES PRODUCTS }
`;
