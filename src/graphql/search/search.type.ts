import { Field, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description: "Matches of one keyword, grouped by kind because the CRM ranks each kind separately.",
})
export class SearchResults {
  @Field(() => String, { description: "The keyword that was searched for." })
  readonly query: string;

  constructor(query: string) {
    this.query = query;
  }
}
