import type { Stage } from "../../codec/v4/leadJson.js";
import type { PipelineAnswer } from "../../codec/v4/pipelineJson.js";
import type { CrmId } from "../../domain/crmId.js";
import type { StatusReference } from "../../domain/reference.js";

/** The pipelines that have a stage of this number: one, except for won and lost, which all have. */
export function pipelinesWith(statusId: CrmId, pipelines: readonly PipelineAnswer[]): readonly PipelineAnswer[] {
  return pipelines.filter(({ statuses }) => statuses.some(({ id }) => id === statusId));
}

/** The stage as the account takes it. `own` is the pipeline that the deal is in. */
export function stageOf(statusId: CrmId, own: CrmId | null, pipelines: readonly PipelineAnswer[]): Stage {
  const candidates = pipelinesWith(statusId, pipelines);
  const pipeline =
    candidates.find(({ id }) => id === own) ?? candidates.find(({ isMain }) => isMain) ?? candidates[0] ?? null;
  return { statusId, pipelineId: pipeline?.id ?? null };
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
