import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A span as it was exported. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 for the server's side of a request, 3 for the client's. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number };
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** A real server that takes traces in OTLP over HTTP, as JSON. */
export class Collector {
  readonly #server: Server;
  /** Bodies of the exports, as they came. */
  readonly bodies: string[] = [];
  /** Paths that were asked for. */
  readonly paths: string[] = [];

  /** @param status the answer to each export; null gives none, ever */
  private constructor(status: number | null) {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.paths.push(request.url ?? "");
        this.bodies.push(body);
        if (status !== null) response.writeHead(status, { "content-type": "application/json" }).end("{}");
      });
    });
  }

  static async start(status: number | null = 200): Promise<Collector> {
    const collector = new Collector(status);
    collector.#server.listen(0, "127.0.0.1");
    await once(collector.#server, "listening");
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  get spans(): CollectedSpan[] {
    return this.#resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }

  /** What the exports say of who made them. */
  get resources(): CollectedSpan["attributes"][] {
    return this.#resourceSpans.map(({ resource }) => resource.attributes);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  get #resourceSpans() {
    return this.bodies.flatMap((body) => (JSON.parse(body) as ExportRequest).resourceSpans);
  }
}
