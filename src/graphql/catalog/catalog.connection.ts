import { ObjectType } from "type-graphql";
import { Connection, Edge } from "../connection.js";
import { Catalog } from "./catalog.type.js";

const WORDS = { item: "catalog", cursorFor: "`after` and `before`", countMayCost: false } as const;

@ObjectType({ simpleResolvers: true, description: "A catalog and its place in a list." })
class CatalogEdge extends Edge(Catalog, WORDS) {}

@ObjectType({ simpleResolvers: true, description: "A page of catalogs." })
export class CatalogConnection extends Connection(Catalog, CatalogEdge, WORDS) {}
