import { Ctx, Directive, Query, Resolver } from "type-graphql";
import { CAPABILITIES } from "../../domain/capability.js";
import type { GraphQLContext } from "../context.js";
import { Backend } from "./backend.type.js";

@Resolver(() => Backend)
export class BackendResolver {
  @Query(() => Backend, {
    nullable: true,
    description: "What the CRM behind the gateway can do, so that a client offers nothing that is refused.",
  })
  @Directive("@semanticNonNull")
  backend(@Ctx() { crm }: GraphQLContext): Backend {
    return {
      api: crm.api === "v4" ? "V4" : "LEGACY",
      async capabilities() {
        const able = await crm.capabilities();
        return CAPABILITIES.filter((capability) => able.has(capability));
      },
    };
  }
}
