import type { CrmId } from "../../domain/crmId.js";
import { readEmbedded, readId, readObject, readText } from "./values.js";

/** A pipeline with its stages. */
export interface PipelineAnswer {
  readonly id: CrmId;
  readonly name: string;
  readonly isMain: boolean;
  readonly statuses: readonly { readonly id: CrmId; readonly name: string }[];
}

/** Throws a CrmError `badResponse` when it is no pipeline. */
export function decodePipeline(item: unknown): PipelineAnswer {
  const pipeline = readObject(item);
  return {
    id: readId(pipeline["id"]),
    name: readText(pipeline["name"]),
    isMain: pipeline["is_main"] === true,
    statuses: readEmbedded(pipeline, "statuses").map((entry) => {
      const status = readObject(entry);
      return { id: readId(status["id"]), name: readText(status["name"]) };
    }),
  };
}
