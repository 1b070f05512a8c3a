import { Directive, Field, ObjectType, registerEnumType } from "type-graphql";
import type { Capability as CapabilityName } from "../../domain/capability.js";
import type { Lazy } from "../lazyRecord.js";

const BackendApi = { LEGACY: "LEGACY", V4: "V4" } as const;

/** Which of the account's APIs is called, as the schema names it. */
export type BackendApiName = keyof typeof BackendApi;

registerEnumType(BackendApi, {
  name: "BackendApi",
  description: "An API of the CRM.",
  valuesConfig: {
    LEGACY: { description: "The legacy XML API, with API v2 for catalogs." },
    V4: { description: "API v4." },
  },
});

const Capability = {
  DELETE_CONTACTS: "DELETE_CONTACTS",
  DELETE_DEALS: "DELETE_DEALS",
  DELETE_NOTES: "DELETE_NOTES",
  DELETE_TASKS: "DELETE_TASKS",
  DELETE_CATALOGS: "DELETE_CATALOGS",
  CONTACT_DEALS: "CONTACT_DEALS",
  CONTACT_POSITIONS: "CONTACT_POSITIONS",
  CONTACT_WEB_ADDRESSES: "CONTACT_WEB_ADDRESSES",
  CONTACT_POSTAL_ADDRESSES: "CONTACT_POSTAL_ADDRESSES",
  CONTACT_MESSENGERS: "CONTACT_MESSENGERS",
  EDIT_DEALS_OF_SEVERAL_CONTACTS: "EDIT_DEALS_OF_SEVERAL_CONTACTS",
  PIPELINES: "PIPELINES",
  LETTER_TASKS: "LETTER_TASKS",
  TASK_RESULTS: "TASK_RESULTS",
  DETACH_TASKS: "DETACH_TASKS",
  RETYPE_CATALOGS: "RETYPE_CATALOGS",
  TOTAL_COUNTS: "TOTAL_COUNTS",
} as const satisfies { readonly [Name in CapabilityName]: Name };

registerEnumType(Capability, {
  name: "Capability",
  description: "Something that not every CRM API, or not every account, can do. New values may be added.",
  valuesConfig: {
    DELETE_CONTACTS: { description: "Contacts can be deleted." },
    DELETE_DEALS: { description: "Deals can be deleted." },
    DELETE_NOTES: { description: "Notes can be deleted." },
    DELETE_TASKS: { description: "Tasks can be deleted." },
    DELETE_CATALOGS: { description: "Catalogs can be deleted." },
    CONTACT_DEALS: { description: "`Contact.deals` can be read." },
    CONTACT_POSITIONS: { description: "A contact can be given a `position`." },
    CONTACT_WEB_ADDRESSES: { description: "A contact can be given `webAddresses`." },
    CONTACT_POSTAL_ADDRESSES: { description: "A contact can be given an `address`." },
    CONTACT_MESSENGERS: { description: "A contact can be given `instantMessengers`." },
    EDIT_DEALS_OF_SEVERAL_CONTACTS: { description: "A deal that has several contacts can be changed." },
    PIPELINES: { description: "`Deal.pipeline` is told. Without it, it is always null." },
    LETTER_TASKS: { description: "Tasks can be of type `LETTER`." },
    TASK_RESULTS: { description: "A task can be completed with a `result`. Without it, `Task.result` is always null." },
    DETACH_TASKS: { description: "A task can be taken off its record." },
    RETYPE_CATALOGS: { description: "The type of a catalog can be changed." },
    TOTAL_COUNTS: {
      description:
        "Lists of contacts and deals tell how long they are. Without it, their `totalCount` is null unless the last page is shown, and\n" +
        "`last` needs a `before`.",
    },
  },
});

@ObjectType({ simpleResolvers: true, description: "The API of the CRM that the gateway calls, and what it can do." })
export class Backend {
  @Field(() => BackendApi, { description: "Which API is called." })
  readonly api!: BackendApiName;

  @Field(() => [Capability], {
    nullable: true,
    description:
      "What can be done in this account. A change that is not listed is refused with `NOT_SUPPORTED`, and what cannot be read is null\n" +
      "or an error. May cost one or two requests, once in ten minutes.",
  })
  @Directive("@semanticNonNull")
  readonly capabilities!: () => Lazy<readonly CapabilityName[]>;
}
