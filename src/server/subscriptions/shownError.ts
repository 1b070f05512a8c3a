import { GraphQLError, type GraphQLFormattedError } from "graphql";

/** An error that has the form that callers see, for what takes errors of graphql-js alone. */
export class ShownError extends GraphQLError {
  constructor(private readonly shown: GraphQLFormattedError) {
    super(shown.message, { extensions: shown.extensions ?? null });
  }

  override toJSON(): GraphQLFormattedError {
    return this.shown;
  }
}
