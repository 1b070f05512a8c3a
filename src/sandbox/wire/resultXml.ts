import type { XmlElement } from "./xmlWriter.js";

/** Answers a write with the id of the record written. */
export function writtenXml(id: number): XmlElement {
  return [
    "root",
    [
      ["result", String(id)],
      ["id", String(id)],
    ],
  ];
}

/** Answers a write with no more than that it was done. */
export const DONE_XML: XmlElement = ["root", [["result", "ok"]]];

/** Answers with an error. There is a client that takes any `result` for success, so there is none. */
export function errorXml(code: number, message: string): XmlElement {
  return [
    "root",
    [
      [
        "error",
        [
          ["code", String(code)],
          ["message", message],
        ],
      ],
    ],
  ];
}

/** Says whether the client is signed in. */
export function authXml(auth: boolean): XmlElement {
  return ["root", [["auth", auth ? "true" : "false"]]];
}
