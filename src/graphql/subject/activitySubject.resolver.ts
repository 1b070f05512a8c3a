import { Resolver } from "type-graphql";
import { ActivityFields } from "./activityFields.js";
import { ActivitySubject } from "./activitySubject.type.js";

@Resolver(() => ActivitySubject)
export class ActivitySubjectResolver extends ActivityFields(ActivitySubject, "record") {}
