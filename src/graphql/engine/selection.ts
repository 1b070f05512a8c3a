import { collectFields, collectSubFields } from "@graphql-tools/utils";
import type { FieldNode, GraphQLObjectType, ResponsePath } from "graphql";
import { compileField, type CompiledField } from "./field.js";
import { isPromise, type ExecutableSelection, type Query, type Run } from "./run.js";

class Selection implements ExecutableSelection {
  constructor(private readonly fields: readonly CompiledField[]) {}

  execute(run: Run, source: unknown, path: ResponsePath | undefined): unknown {
    const result: Record<string, unknown> = {};
    let pending: Promise<void>[] | null = null;
    try {
      for (const field of this.fields) {
        const value = field.execute(run, source, path);
        if (isPromise(value)) {
          // Holds the field's place among the others.
          result[field.key] = undefined;
          pending ??= [];
          pending.push(
            value.then((settled) => {
              result[field.key] = settled;
            }),
          );
        } else {
          result[field.key] = value;
        }
      }
    } catch (error) {
      if (pending === null) throw error;
      // The others are awaited, so that what they have to tell is told and no rejection of theirs is left alone.
      return Promise.allSettled(pending).then(() => {
        throw error;
      });
    }
    return pending === null ? result : Promise.all(pending).then(() => result);
  }
}

/** What an operation selects of its root type. */
export function compileRoot(query: Query, type: GraphQLObjectType): ExecutableSelection {
  const { fields } = collectFields(query.schema, query.fragments, query.conditions, type, query.operation.selectionSet);
  return selectionOf(query, type, fields);
}

/** What fields of the same name, taken together, select of one type of theirs. */
export function compileSelection(
  query: Query,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ExecutableSelection {
  const { fields } = collectSubFields(query.schema, query.fragments, query.conditions, type, [...nodes]);
  return selectionOf(query, type, fields);
}

function selectionOf(
  query: Query,
  type: GraphQLObjectType,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
): ExecutableSelection {
  return new Selection([...fields].flatMap(([key, nodes]) => compileField(query, type, key, nodes) ?? []));
}
