import type { CallContext } from "../domain/call.js";
import type { UpstreamCalls, UpstreamReply, UpstreamRequest } from "./message.js";

/**
 * Counts the calls that are asked for among those that their operation may make, and refuses reads beyond them. A change is never
 * refused: what was begun had better be ended. A call that is made again is counted once, and so is a read that an equal one answers.
 */
export class CountedCalls implements UpstreamCalls {
  constructor(private readonly upstream: UpstreamCalls) {}

  async send(request: UpstreamRequest, call: CallContext): Promise<UpstreamReply> {
    const { count = request.effect === "write" ? "always" : "refusable" } = request;
    if (count === "always") call.allowance?.add();
    if (count === "refusable") call.allowance?.take();
    return this.upstream.send(request, call);
  }

  close: UpstreamCalls["close"] = () => this.upstream.close();
}
