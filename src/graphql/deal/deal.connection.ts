import { ObjectType } from "type-graphql";
import { Connection, Edge } from "../connection.js";
import { Deal } from "./deal.type.js";

const WORDS = { item: "deal", cursorFor: "`after` and `before`", countMayCost: true } as const;

@ObjectType({ simpleResolvers: true, description: "A deal and its place in a list." })
class DealEdge extends Edge(Deal, WORDS) {}

@ObjectType({ simpleResolvers: true, description: "A page of deals." })
export class DealConnection extends Connection(Deal, DealEdge, WORDS) {}
