import { GraphQLError, type ASTVisitor, type OperationDefinitionNode, type ValidationContext } from "graphql";

/**
 * Refuses operations of a type that the schema does not have, such as subscriptions. The rules of graphql-js let them pass, and
 * their execution then fails as if by a bug.
 */
export function operationTypeRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node: OperationDefinitionNode): void {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(new GraphQLError(`There are no ${node.operation} operations here.`, { nodes: node }));
    },
  };
}
