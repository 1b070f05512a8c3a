import { Directive, Field, InputType, ObjectType } from "type-graphql";
import type { Lazy } from "../lazyRecord.js";
import { Payload } from "../payload.js";
import { DateTime } from "../scalars.js";

@ObjectType({ simpleResolvers: true, description: "The user on whose behalf the CRM is called." })
export class Viewer {
  @Field(() => String, { description: "Login the session was opened with." })
  readonly login!: string;

  @Field(() => String, { description: "Subdomain of the amoCRM account, for example `acme` for `acme.amocrm.com`." })
  readonly account!: string | (() => Lazy<string>);
}

@ObjectType({ simpleResolvers: true, description: "A signed-in session with the gateway." })
export class Session {
  @Field(() => String, { description: "Secret to send as `Authorization: Bearer <token>`. Shown only once." })
  readonly token!: string;

  @Field(() => DateTime, { description: "When the token stops working." })
  readonly expiresAt!: Date;

  @Field(() => Viewer, { description: "The user the session belongs to." })
  readonly viewer!: Viewer;
}

@InputType({ description: "Login and password." })
export class PasswordCredentialsInput {
  @Field(() => String, { description: "The user's login." })
  readonly login!: string;

  @Field(() => String, { description: "The user's password. Never logged." })
  readonly password!: string;
}

@InputType({ description: "Login and API key." })
export class ApiKeyCredentialsInput {
  @Field(() => String, { description: "The user's login." })
  readonly login!: string;

  @Field(() => String, { description: "The user's API key. Never logged." })
  readonly key!: string;
}

@InputType({ description: "How to sign in. Give exactly one." })
@Directive("@oneOf")
export class CredentialsInput {
  @Field(() => PasswordCredentialsInput, { nullable: true, description: "Sign in with the user's password." })
  readonly password?: PasswordCredentialsInput | null;

  @Field(() => ApiKeyCredentialsInput, {
    nullable: true,
    description:
      "Sign in with the API key from the user's profile. The CRM replaces the key when the password changes.",
  })
  readonly apiKey?: ApiKeyCredentialsInput | null;
}

@ObjectType({ simpleResolvers: true, description: "Result of `sessionCreate`." })
export class SessionCreatePayload extends Payload {
  @Field(() => Session, { nullable: true, description: "The new session. Null when signing in failed." })
  readonly session!: Session | null;
}

@ObjectType({ simpleResolvers: true, description: "Result of `sessionDelete`." })
export class SessionDeletePayload extends Payload {
  @Field(() => Boolean, { description: "Whether a session was ended. False when the request carried none." })
  readonly ended!: boolean;
}
