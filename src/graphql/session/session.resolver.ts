import { Arg, Ctx, Directive, Mutation, Query, Resolver } from "type-graphql";
import type { GraphQLContext } from "../context.js";
import { AccessError } from "../userError.js";
import { inputErrors } from "../write.js";
import { checkCredentials } from "./credentials.js";
import { CredentialsInput, SessionCreatePayload, SessionDeletePayload, Viewer } from "./session.type.js";

@Resolver(() => Viewer)
export class SessionResolver {
  @Query(() => Viewer, {
    nullable: true,
    description: "The signed-in user, or null when the request carries no valid session.",
  })
  viewer(@Ctx() { viewer }: GraphQLContext): Viewer | null {
    if (viewer === null) return null;
    const { login, crm } = viewer;
    return { login, account: async () => (await crm.account()).subdomain };
  }

  @Mutation(() => SessionCreatePayload, { nullable: true, description: "Signs in to the CRM and opens a session." })
  @Directive("@semanticNonNull")
  async sessionCreate(
    @Arg("credentials", () => CredentialsInput, { description: "Password or API key." }) input: CredentialsInput,
    @Ctx() { sessions }: GraphQLContext,
  ): Promise<SessionCreatePayload> {
    const { value, faults } = checkCredentials(input);
    if (faults) return { session: null, userErrors: inputErrors(faults, ["credentials"]) };
    const opened = await sessions.create(value);
    if (opened === null) return { session: null, userErrors: [refused()] };
    const { token, expiresAt, ...viewer } = opened;
    return { session: { token, expiresAt, viewer }, userErrors: [] };
  }

  @Mutation(() => SessionDeletePayload, {
    nullable: true,
    description: "Ends the session the request was made with.",
  })
  @Directive("@semanticNonNull")
  async sessionDelete(@Ctx() { sessions, token }: GraphQLContext): Promise<SessionDeletePayload> {
    return { ended: token !== null && (await sessions.delete(token)), userErrors: [] };
  }
}

function refused(): AccessError {
  return new AccessError("INVALID_CREDENTIALS", "The account refuses the credentials.", ["credentials"]);
}
