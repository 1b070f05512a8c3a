import { ArgsType, Field, Int } from "type-graphql";
import { MAX_WINDOW, type Position, type Window } from "../domain/window.js";
import { decodeCursor } from "./cursor.js";
import { badUserInput } from "./errors.js";

/** The arguments of a list that is only paged forwards. Null is the same as absent. */
@ArgsType()
export class ForwardArgs {
  @Field(() => Int, { nullable: true, description: "Number of items, at most 100. 20 when absent." })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: "Returns items after this cursor." })
  readonly after?: string | null;
}

/** The arguments of a list that is paged both ways. Null is the same as absent. */
@ArgsType()
export class ListArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      "Number of items from the start of the window, at most 100. 20 when neither `first` nor `last` is given.",
  })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: "Returns items after this cursor." })
  readonly after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Number of items from the end of the window, at most 100. May not be combined with `first`.",
  })
  readonly last?: number | null;

  @Field(() => String, { nullable: true, description: "Returns items before this cursor." })
  readonly before?: string | null;
}

/**
 * The window that the arguments ask for.
 * @param scope of the list, which its cursors must bear
 * @throws BAD_USER_INPUT for counts out of range, contradictory directions and cursors that are not of this list
 */
export function windowOf(args: ListArgs, scope: string): Window {
  const first = count("first", args.first);
  const last = count("last", args.last);
  const after = position("after", args.after, scope);
  const before = position("before", args.before, scope);
  if ((first !== undefined || after !== undefined) && (last !== undefined || before !== undefined)) {
    throw badUserInput("Page forwards with `first` and `after`, or backwards with `last` and `before`, not both.");
  }
  return {
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
  };
}

function count(name: string, value: number | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (value < 0 || value > MAX_WINDOW) throw badUserInput(`\`${name}\` must be between 0 and ${MAX_WINDOW}.`);
  return value;
}

function position(name: string, cursor: string | null | undefined, scope: string): Position | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const found = decodeCursor(cursor, scope);
  if (found === null) throw badUserInput(`\`${name}\` is not a cursor of this list.`);
  return found;
}
