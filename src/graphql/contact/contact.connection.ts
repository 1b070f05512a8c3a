import { ObjectType } from "type-graphql";
import { Connection, Edge } from "../connection.js";
import { Contact } from "./contact.type.js";

const WORDS = { item: "contact", cursorFor: "`after` and `before`", countMayCost: true } as const;

@ObjectType({ simpleResolvers: true, description: "A contact and its place in a list." })
class ContactEdge extends Edge(Contact, WORDS) {}

@ObjectType({ simpleResolvers: true, description: "A page of contacts." })
export class ContactConnection extends Connection(Contact, ContactEdge, WORDS) {}
