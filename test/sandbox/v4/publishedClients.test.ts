import { expect, test } from "@jest/globals";
import { DEMO_TOKEN } from "../../../src/sandbox/account.js";
import { V4Account, ids } from "./account.js";
import { recordedRequests } from "./recordedRequests.js";

test.each(["amocrm-js", "shevernitskiy-amo"])("the requests of %s are taken as they are", async (client) => {
  const account = await V4Account.start();
  for (const { method, path, contentType, body, status } of recordedRequests(client)) {
    const answer = await account.legacy.fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${DEMO_TOKEN}`,
        ...(contentType !== undefined && { "content-type": contentType }),
      },
      ...(body !== undefined && { body }),
    });
    expect([method, path, answer.status]).toEqual([method, path, status]);
    // One of them takes any answer with a `status` in it for an error.
    if (answer.status < 300 && answer.text !== "") expect(JSON.parse(answer.text)).not.toHaveProperty("status");
    // The other compares the whole type of an error.
    if (answer.status >= 400) expect(answer.type).toBe("application/problem+json");
  }
  expect(ids(await account.get("leads?order[id]=desc&limit=1"), "leads")).toEqual([3]);
  expect((await account.get("leads/3")).json["name"]).toBe(client === "amocrm-js" ? "Sir Walter" : "B");
  expect(account.legacy.errors).toEqual([]);
  await account.close();
});
