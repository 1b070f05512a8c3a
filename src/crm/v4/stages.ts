import type { Stage } from "../../codec/v4/leadJson.js";
import type { PipelineAnswer } from "../../codec/v4/pipelineJson.js";
import type { CrmId } from "../../domain/crmId.js";
import type { PipelineReference, StatusReference } from "../../domain/reference.js";

/** Won and lost: stages of every pipeline, those that were made a moment ago included. */
const COMMON: ReadonlySet<CrmId> = new Set(["142", "143"]);

/** Whether the stage says nothing of the pipeline. */
export function isCommon(statusId: CrmId): boolean {
  return COMMON.has(statusId);
}

/** The pipelines that have a stage of this number: one, except for won and lost, which all have. */
export function pipelinesWith(statusId: CrmId, pipelines: readonly PipelineAnswer[]): readonly PipelineAnswer[] {
  return pipelines.filter(({ statuses }) => statuses.some(({ id }) => id === statusId));
}

/** The stage as the account takes it, in the main pipeline where several have it. */
export function stageOf(statusId: CrmId, pipelines: readonly PipelineAnswer[]): Stage {
  const candidates = pipelinesWith(statusId, pipelines);
  const pipeline = candidates.find(({ isMain }) => isMain) ?? candidates[0] ?? null;
  return { statusId, pipelineId: pipeline?.id ?? null };
}

/** The pipeline with its name; undefined when the account has told of no such pipeline. */
export function pipelineOf(
  id: CrmId | null,
  pipelines: readonly PipelineAnswer[],
): PipelineReference | null | undefined {
  if (id === null) return null;
  const pipeline = pipelines.find((each) => each.id === id);
  return pipeline && { id, name: pipeline.name };
}

/** The stage with its name, which depends on the pipeline; undefined when no pipeline has such a stage. */
export function statusOf(
  { statusId, pipelineId }: { readonly statusId: CrmId | null; readonly pipelineId: CrmId | null },
  pipelines: readonly PipelineAnswer[],
): StatusReference | null | undefined {
  if (statusId === null) return null;
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  const status = pipeline?.statuses.find(({ id }) => id === statusId);
  return status && { id: statusId, name: status.name };
}
