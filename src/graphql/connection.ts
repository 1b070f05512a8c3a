import { Field, Int, ObjectType, type ClassType } from "type-graphql";
import type { CrmId } from "../domain/crmId.js";
import type { Slice } from "../domain/window.js";
import { encodeCursor } from "./cursor.js";

@ObjectType({ simpleResolvers: true, description: "Where a page sits within its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether there are items after this page." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether there are items before this page." })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first item. Null when the page is empty." })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last item. Null when the page is empty." })
  readonly endCursor!: string | null;
}

/** What distinguishes one list from another in the descriptions of its types. */
interface ListWords {
  /** Name of an item, for example `contact`. */
  readonly item: string;
  /** The arguments that take a cursor of the list. */
  readonly cursorFor: "`after`" | "`after` and `before`";
  /** Whether counting the list may take a request of its own. */
  readonly countMayCost: boolean;
}

const TOTAL = "Number of items in the whole list, whatever page is shown. Null when the CRM does not tell.";

/** The edge of a list of one class. */
export function Edge<Item extends object>(ItemClass: ClassType<Item>, { item, cursorFor }: ListWords) {
  @ObjectType({ simpleResolvers: true })
  abstract class EdgeClass {
    @Field(() => String, { description: `Opaque position, for ${cursorFor}.` })
    readonly cursor!: string;

    @Field(() => ItemClass, { description: `The ${item}.` })
    readonly node!: Item;
  }
  return EdgeClass;
}

/** The connection of a list of one class. */
export function Connection<Item extends object>(
  ItemClass: ClassType<Item>,
  EdgeClass: ClassType<EdgeOf<Item>>,
  { countMayCost }: ListWords,
) {
  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionClass implements ConnectionOf<Item> {
    @Field(() => [EdgeClass], { description: "Items with their cursors." })
    readonly edges!: readonly EdgeOf<Item>[];

    @Field(() => [ItemClass], { description: "The items alone, for clients that need no per-item cursor." })
    readonly nodes!: readonly Item[];

    @Field(() => PageInfo, { description: "Where this page sits within the list." })
    readonly pageInfo!: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description: countMayCost ? `${TOTAL} May cost one more request.` : TOTAL,
    })
    readonly totalCount!: () => Promise<number | null> | number | null;
  }
  return ConnectionClass;
}

interface EdgeOf<Item> {
  readonly cursor: string;
  readonly node: Item;
}

/** A page of a list, as the connection types resolve it. */
export interface ConnectionOf<Item> {
  readonly edges: readonly EdgeOf<Item>[];
  readonly nodes: readonly Item[];
  readonly pageInfo: PageInfo;
  /** Called only when it is selected, since it may cost a call. */
  readonly totalCount: () => Promise<number | null> | number | null;
}

/**
 * The connection that shows a slice of a list.
 * @param scope of the list, for its cursors
 * @param toNode makes the object that GraphQL resolves fields of; null for an item that is left out
 * @param countAll counts the whole list; by default the slice knows
 */
export function connectionOf<Item extends { readonly id: CrmId }, Node>(
  slice: Slice<Item>,
  scope: string,
  toNode: (item: Item) => Node | null,
  countAll: () => Promise<number | null> | number | null = () => slice.totalCount,
): ConnectionOf<Node> {
  const items = slice.items.map((item, index) => ({
    node: toNode(item),
    // Costs more than the item, so it is made when it is selected.
    get cursor() {
      return encodeCursor({ offset: slice.offset + index, id: item.id }, scope);
    },
  }));
  const edges = items.filter(isEdge);
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    get pageInfo() {
      return {
        hasNextPage: slice.hasNextPage,
        hasPreviousPage: slice.hasPreviousPage,
        startCursor: items.at(0)?.cursor ?? null,
        endCursor: items.at(-1)?.cursor ?? null,
      };
    },
    totalCount: countAll,
  };
}

function isEdge<Node>(place: EdgeOf<Node | null>): place is EdgeOf<Node> {
  return place.node !== null;
}
