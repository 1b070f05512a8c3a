import { ObjectType } from "type-graphql";
import { Connection, Edge } from "../connection.js";
import { Task } from "./task.type.js";

const WORDS = { item: "task", cursorFor: "`after`", countMayCost: false } as const;

@ObjectType({ simpleResolvers: true, description: "A task and its place in a list." })
class TaskEdge extends Edge(Task, WORDS) {}

@ObjectType({ simpleResolvers: true, description: "A page of tasks." })
export class TaskConnection extends Connection(Task, TaskEdge, WORDS) {}
