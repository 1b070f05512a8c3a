import { Directive, Field, ID, ObjectType } from "type-graphql";
import {
  EDITABLE_CONTACT,
  editableContact,
  type Contact as ContactRecord,
  type ContactEmail as Email,
  type ContactMessenger as Messenger,
  type ContactPhone as Phone,
  type ContactWebsite as Website,
} from "../../domain/contact.js";
import type { CrmId } from "../../domain/crmId.js";
import type { Note as NoteRecord } from "../../domain/note.js";
import type { CompanyReference } from "../../domain/reference.js";
import type { Subject } from "../../domain/subject.js";
import type { Task as TaskRecord } from "../../domain/task.js";
import { versionOf } from "../../domain/version.js";
import { toGlobalId } from "../../domain/globalId.js";
import type { Lazy, LazyRecord } from "../lazyRecord.js";
import { Node } from "../node/node.type.js";
import { User } from "../reference.type.js";
import { DateTime } from "../scalars.js";
import { ActivitySubject } from "../subject/activitySubject.type.js";

@ObjectType({ simpleResolvers: true, description: "A company, as far as the contact that mentions it says." })
class Company {
  constructor(private readonly reference: CompanyReference) {}

  @Field(() => ID, {
    nullable: true,
    description: "Number of the company in amoCRM. Null when the contact gives only a name.",
  })
  get crmId(): CrmId | null {
    return this.reference.id;
  }

  @Field(() => String, {
    nullable: true,
    description: "Name of the company. Null when the contact gives only the number.",
  })
  get name(): string | null {
    return this.reference.name;
  }
}

@ObjectType({ simpleResolvers: true, description: "A phone number of a contact." })
class ContactPhone implements Phone {
  @Field(() => String, { description: "The number as stored, for example `+1 495 123-45-67`." })
  readonly number!: string;

  @Field(() => String, {
    nullable: true,
    description: "What the number is for, for example `Work` or `Mobile`.",
  })
  readonly label!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "An e-mail address of a contact." })
class ContactEmail implements Email {
  @Field(() => String, { description: "The address as stored." })
  readonly address!: string;

  @Field(() => String, { nullable: true, description: "What the address is for, for example `Work`." })
  readonly label!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "A web address of a contact." })
class ContactWebsite implements Website {
  @Field(() => String, { description: "The address as stored." })
  readonly url!: string;

  @Field(() => String, { nullable: true, description: "What the address is for." })
  readonly label!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "A postal address." })
export class PostalAddress {
  @Field(() => String, {
    description: "Street, house and anything else on one line: the CRM stores no more structure.",
  })
  readonly street!: string;
}

@ObjectType({ simpleResolvers: true, description: "An instant messenger account of a contact." })
class ContactMessenger implements Messenger {
  @Field(() => String, { description: "Account name." })
  readonly address!: string;

  @Field(() => String, { nullable: true, description: "Messenger, for example `Skype`." })
  readonly protocol!: string | null;
}

@ObjectType({ simpleResolvers: true, implements: [Node, ActivitySubject], description: "A person in the CRM." })
export class Contact implements ActivitySubject {
  constructor(private readonly record: LazyRecord<ContactRecord>) {}

  get id(): string {
    return toGlobalId("Contact", this.record.id);
  }

  @Field(() => ID, { description: "Number of the contact in amoCRM." })
  get crmId(): CrmId {
    return this.record.id;
  }

  @Field(() => String, { description: "Full name. Empty when the CRM has none." })
  get name(): Lazy<string> {
    return this.record.field("name");
  }

  @Field(() => Boolean, {
    description: "Whether the record stands for a company: the CRM lists companies among its contacts.",
  })
  get isCompany(): Lazy<boolean> {
    return this.record.field("isCompany");
  }

  @Field(() => String, { nullable: true, description: "Job title." })
  get position(): Lazy<string | null> {
    return this.record.field("position");
  }

  @Field(() => Company, { nullable: true, description: "Company the person works for." })
  get company(): Lazy<Company | null> {
    return this.record.derive(["company"], ({ company }) => company && new Company(company));
  }

  @Field(() => [ContactPhone], { nullable: true, description: "Phone numbers in the CRM's order." })
  @Directive("@semanticNonNull")
  get phoneNumbers(): Lazy<readonly Phone[]> {
    return this.record.field("phoneNumbers");
  }

  @Field(() => [ContactEmail], {
    nullable: true,
    description: "E-mail addresses in the CRM's order, as stored: they are not guaranteed to be well formed.",
  })
  @Directive("@semanticNonNull")
  get emailAddresses(): Lazy<readonly Email[]> {
    return this.record.field("emailAddresses");
  }

  @Field(() => [ContactWebsite], { nullable: true, description: "Web addresses in the CRM's order, as stored." })
  @Directive("@semanticNonNull")
  get webAddresses(): Lazy<readonly Website[]> {
    return this.record.field("webAddresses");
  }

  @Field(() => PostalAddress, { nullable: true, description: "Postal address." })
  get address(): Lazy<PostalAddress | null> {
    return this.record.derive(["address"], ({ address }) =>
      typeof address === "string" ? { street: address } : address,
    );
  }

  @Field(() => [ContactMessenger], {
    nullable: true,
    description: "Instant messenger accounts in the CRM's order.",
  })
  @Directive("@semanticNonNull")
  get instantMessengers(): Lazy<readonly Messenger[]> {
    return this.record.field("instantMessengers");
  }

  @Field(() => User, { nullable: true, description: "User in charge of the contact." })
  get responsibleUser(): Lazy<User | null> {
    return this.record.derive(["responsibleUser"], ({ responsibleUser }) => User.of(responsibleUser));
  }

  @Field(() => [String], { nullable: true, description: "Tags in the CRM's order." })
  @Directive("@semanticNonNull")
  get tags(): Lazy<readonly string[]> {
    return this.record.field("tags");
  }

  @Field(() => DateTime, {
    nullable: true,
    description: "When the contact was created. Null when the CRM does not say.",
  })
  get createdAt(): Lazy<Date | null> {
    return this.record.field("createdAt");
  }

  @Field(() => DateTime, {
    nullable: true,
    description: "When the contact was last changed. Null when the CRM does not say.",
  })
  get updatedAt(): Lazy<Date | null> {
    return this.record.field("updatedAt");
  }

  @Field(() => String, {
    nullable: true,
    description:
      "Changes whenever an editable field changes. Pass it as `ifVersion` to avoid overwriting somebody's edit.",
  })
  @Directive("@semanticNonNull")
  get version(): Lazy<string> {
    return this.record.derive(EDITABLE_CONTACT, (contact) => {
      const editable = editableContact(contact);
      return editable && versionOf(editable);
    });
  }

  get reference(): Subject {
    return { kind: "contact", id: this.record.id };
  }

  /** Numbers of all deals it is linked to. */
  get dealIds(): Lazy<readonly CrmId[]> {
    return this.record.derive(["dealIds"], ({ dealIds }) => dealIds);
  }

  get noteRecords(): Lazy<readonly NoteRecord[]> {
    return this.record.field("notes");
  }

  get taskRecords(): Lazy<readonly TaskRecord[]> {
    return this.record.field("tasks");
  }
}
