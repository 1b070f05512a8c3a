import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A program that is told of what happens in the account. It answers 200 unless it is given other statuses first. */
export class Receiver {
  readonly received: URLSearchParams[] = [];
  readonly #answers: number[] = [];
  #arrived: () => void = () => undefined;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      this.received.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.writeHead(this.#answers.shift() ?? 200).end();
      this.#arrived();
    });
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** Answers the next notifications with these statuses. */
  answerWith(...statuses: number[]): void {
    this.#answers.push(...statuses);
  }

  /** Waits until this many notifications have come in all. */
  async until(count: number): Promise<URLSearchParams[]> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.received;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** What a notification is of, such as `leads add`. */
export function subjectOf(form: URLSearchParams): string {
  const [first = ""] = form.keys();
  return /^(\w+)\[(\w+)\]/.exec(first)?.slice(1).join(" ") ?? "";
}
