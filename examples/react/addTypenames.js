// The list of trusted documents has to hold what Apollo Client asks for, and that is `__typename` at every level.
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

export const { transform } = addTypenameSelectionDocumentTransform;
