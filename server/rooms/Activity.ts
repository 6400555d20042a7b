/** The newest commands that changed something, as people read them: who did what to which object. */
import type { ActivityView } from "../protocol/messages.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import { describeRequest } from "./describeRequest.ts";

/** How many are kept. */
const KEPT = 200;

export interface Note {
  readonly seq: number;
  readonly time: number;
  readonly who: string;
  readonly request: ApiRequest;
  readonly response: ApiResponse;
}

export class Activity {
  private items: ActivityView[];

  constructor(items: readonly ActivityView[] = []) {
    this.items = [...items];
  }

  get recent(): readonly ActivityView[] {
    return this.items.slice(-KEPT);
  }

  /** Takes in a command that changed something; undefined when it is nothing to tell of. */
  note({ seq, time, who, request, response }: Note): ActivityView | undefined {
    if (response.status >= 400) return undefined;
    const { verb, resource, namespace, name } = describeRequest(request.method, request.path, response.body);
    const body = response.body as { readonly spec?: { readonly replicas?: number } } | undefined;
    const replicas = verb === "scale" ? body?.spec?.replicas : undefined;
    const item: ActivityView = {
      seq,
      time,
      person: who,
      verb,
      resource,
      namespace,
      name,
      ...(replicas === undefined ? {} : { replicas }),
      ...(request.typedBy === undefined ? {} : { typedBy: request.typedBy }),
    };
    this.items.push(item);
    if (this.items.length > 2 * KEPT) this.items = this.items.slice(-KEPT);
    return item;
  }
}
