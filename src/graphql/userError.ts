import { Field, ID, InterfaceType, ObjectType, registerEnumType } from "type-graphql";
import { Node } from "./node/node.type.js";

/** What went wrong in a mutation. */
export const UserErrorCode = {
  REQUIRED: "REQUIRED",
  INVALID: "INVALID",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  INVALID_CREDENTIALS: "INVALID_CREDENTIALS",
  PERMISSION_DENIED: "PERMISSION_DENIED",
  REJECTED: "REJECTED",
  NOT_SUPPORTED: "NOT_SUPPORTED",
  NOT_SENT: "NOT_SENT",
  OUTCOME_UNKNOWN: "OUTCOME_UNKNOWN",
} as const;
export type UserErrorCode = keyof typeof UserErrorCode;

registerEnumType(UserErrorCode, {
  name: "UserErrorCode",
  description: "What went wrong in a mutation. New values may be added.",
  valuesConfig: {
    REQUIRED: { description: "A required value is missing, blank or null." },
    INVALID: {
      description: "The value is malformed or out of range, or an `idempotencyKey` that was used with other values.",
    },
    NOT_FOUND: { description: "The object does not exist." },
    CONFLICT: { description: "The object changed since the version given in `ifVersion`." },
    INVALID_CREDENTIALS: { description: "The login, password or key is wrong." },
    PERMISSION_DENIED: { description: "The user may not do this." },
    REJECTED: { description: "The CRM refused the change." },
    NOT_SUPPORTED: { description: "The CRM behind the gateway has no way to do this." },
    NOT_SENT: { description: "The row was not sent: another row is invalid, or the batch was cut short." },
    OUTCOME_UNKNOWN: {
      description: "The change was sent and no answer came: it may have been applied. Look before sending it again.",
    },
  },
});

/** Where in the arguments something is, for example `["input", "phoneNumbers", "1", "number"]`. */
export type ArgumentPath = readonly string[];

@InterfaceType({ description: "Something in a mutation that the user can correct." })
export abstract class UserError {
  @Field(() => String, {
    description: "Sentence for developers and logs, in English. Show your own text, chosen by `code`.",
  })
  readonly message!: string;

  @Field(() => UserErrorCode, { description: "What went wrong. Treat a code you do not know as `REJECTED`." })
  readonly code!: UserErrorCode;

  @Field(() => [String], {
    nullable: true,
    description:
      'Path to the argument at fault, for example `["input", "phoneNumbers", "1", "number"]`. Null when no single one is.',
  })
  readonly field!: ArgumentPath | null;
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "A missing or malformed value." })
export class InputError implements UserError {
  readonly message: string;

  @Field(() => UserErrorCode, { description: "`REQUIRED` or `INVALID`." })
  readonly code: UserErrorCode;

  @Field(() => [String], { nullable: true, description: "Path to the argument at fault." })
  readonly field: ArgumentPath | null;

  constructor(code: "REQUIRED" | "INVALID", message: string, field: ArgumentPath) {
    this.code = code;
    this.message = message;
    this.field = field;
  }
}

/** A global id in the input that is malformed or of another type. */
export class MalformedIdError extends InputError {
  constructor(
    message: string,
    override readonly field: ArgumentPath,
  ) {
    super("INVALID", message, field);
  }
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "A reference to an object that does not exist.",
})
export class NotFoundError implements UserError {
  readonly message: string;

  @Field(() => UserErrorCode, { description: "Always `NOT_FOUND`." })
  readonly code = "NOT_FOUND";

  @Field(() => [String], { nullable: true, description: "Path to the argument at fault." })
  readonly field: ArgumentPath | null;

  @Field(() => ID, { description: "The `id` that was asked for." })
  readonly id: string;

  constructor(message: string, field: ArgumentPath, id: string) {
    this.message = message;
    this.field = field;
    this.id = id;
  }
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description:
    "Somebody else changed the object first. Show `current`, let the user decide, and retry with `currentVersion`.",
})
export class ConflictError implements UserError {
  readonly message: string;

  @Field(() => UserErrorCode, { description: "Always `CONFLICT`." })
  readonly code = "CONFLICT";

  @Field(() => [String], { nullable: true, description: "Path to the argument at fault." })
  readonly field: ArgumentPath | null;

  @Field(() => String, { description: "Version to pass as `ifVersion` when retrying." })
  readonly currentVersion: string;

  @Field(() => Node, { nullable: true, description: "The object as it is now." })
  readonly current: Node | null;

  constructor(message: string, field: ArgumentPath, currentVersion: string, current: Node | null) {
    this.message = message;
    this.field = field;
    this.currentVersion = currentVersion;
    this.current = current;
  }
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The credentials are wrong or do not allow the change.",
})
export class AccessError implements UserError {
  readonly message: string;

  @Field(() => UserErrorCode, { description: "`INVALID_CREDENTIALS` or `PERMISSION_DENIED`." })
  readonly code: UserErrorCode;

  @Field(() => [String], {
    nullable: true,
    description: "Path to the argument at fault. Null for permissions.",
  })
  readonly field: ArgumentPath | null;

  constructor(code: "INVALID_CREDENTIALS" | "PERMISSION_DENIED", message: string, field: ArgumentPath | null) {
    this.code = code;
    this.message = message;
    this.field = field;
  }
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The CRM refused the change, cannot make it, was not asked to, or did not answer.",
})
export class RejectedError implements UserError {
  readonly message: string;

  @Field(() => UserErrorCode, { description: "`REJECTED`, `NOT_SUPPORTED`, `NOT_SENT` or `OUTCOME_UNKNOWN`." })
  readonly code: UserErrorCode;

  @Field(() => [String], {
    nullable: true,
    description: "Path to the argument at fault. Null when the CRM does not say.",
  })
  readonly field: ArgumentPath | null;

  constructor(
    code: "REJECTED" | "NOT_SUPPORTED" | "NOT_SENT" | "OUTCOME_UNKNOWN",
    message: string,
    field: ArgumentPath | null = null,
  ) {
    this.code = code;
    this.message = message;
    this.field = field;
  }
}
