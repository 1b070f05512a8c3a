import { Field, ID, Int, ObjectType, type ClassType } from "type-graphql";
import { UserError } from "./userError.js";

/** What every result of a mutation has. */
@ObjectType({ simpleResolvers: true })
export abstract class Payload {
  @Field(() => [UserError], { description: "What the user can correct. Empty on success." })
  readonly userErrors!: readonly UserError[];
}

/** What every row of a bulk mutation has. */
@ObjectType({ simpleResolvers: true })
export abstract class BulkRow {
  @Field(() => Int, { description: "Position of the row in the request, from 0." })
  readonly index!: number;

  @Field(() => [UserError], { description: "What the user can correct in this row. Empty on success." })
  readonly userErrors!: readonly UserError[];
}

/** The result of a bulk mutation with rows of one class. */
export function BulkPayload<Row extends object>(RowClass: ClassType<Row>) {
  @ObjectType({ simpleResolvers: true })
  abstract class BulkPayloadClass {
    @Field(() => [RowClass], { description: "One entry for each row, in the order of the request." })
    readonly rows!: readonly Row[];

    @Field(() => [UserError], { description: "Errors of the request as a whole, for example too many rows." })
    readonly userErrors!: readonly UserError[];
  }
  return BulkPayloadClass;
}

@ObjectType({ simpleResolvers: true, description: "Outcome of one row of a bulk deletion." })
export class BulkDeleteRow extends BulkRow {
  @Field(() => ID, { nullable: true, description: "The deleted `id`. Null when the row failed." })
  readonly deletedId!: string | null;
}

/**
 * A record in a payload: null when there is none to show, an error when it was written and cannot be shown, which then stands
 * in the top-level errors at this field alone.
 */
export type Shown<Record> = Record | Error | null;
