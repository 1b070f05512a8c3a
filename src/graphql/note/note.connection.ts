import { ObjectType } from "type-graphql";
import { Connection, Edge } from "../connection.js";
import { Note } from "./note.type.js";

const WORDS = { item: "note", cursorFor: "`after`", countMayCost: false } as const;

@ObjectType({ simpleResolvers: true, description: "A note and its place in a list." })
class NoteEdge extends Edge(Note, WORDS) {}

@ObjectType({ simpleResolvers: true, description: "A page of notes." })
export class NoteConnection extends Connection(Note, NoteEdge, WORDS) {}
