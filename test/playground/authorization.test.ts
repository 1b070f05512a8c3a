import { describe, expect, it } from "@jest/globals";
import { authorize } from "../../src/playground/signIn/authorization.js";

const NONE: ReadonlySet<string> = new Set();
const ENDED: ReadonlySet<string> = new Set(["old"]);

function authorized(...options: Parameters<typeof authorize>): unknown {
  const text = authorize(...options);
  return text === null ? null : JSON.parse(text);
}

describe("the Authorization header in the header editor", () => {
  it("is added beside the others, also to a blank editor", () => {
    expect(authorized({ "amoql-trace": "1" }, "token", NONE)).toEqual({
      "amoql-trace": "1",
      Authorization: "Bearer token",
    });
    expect(authorized(undefined, "token", NONE)).toEqual({ Authorization: "Bearer token" });
  });

  it("is not written over, whatever its case", () => {
    expect(authorized({ authorization: "Bearer mine" }, "token", ENDED)).toBeNull();
    expect(authorized({ Authorization: "Bearer token" }, "token", NONE)).toBeNull();
  });

  it("goes when its session has ended, and no other one", () => {
    expect(authorized({ a: "1", Authorization: "Bearer old" }, null, ENDED)).toEqual({ a: "1" });
    expect(authorized({ a: "1", Authorization: "Bearer mine" }, null, ENDED)).toBeNull();
    expect(authorized({ a: "1" }, null, ENDED)).toBeNull();
  });

  it("is exchanged when another session begins", () => {
    expect(authorized({ Authorization: "Bearer old" }, "token", ENDED)).toEqual({ Authorization: "Bearer token" });
  });

  it.each([null, [], "text", 3])("is not put into what is no object: %j", (headers) => {
    expect(authorized(headers, "token", NONE)).toBeNull();
  });
});
