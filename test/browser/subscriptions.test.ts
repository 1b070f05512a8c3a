import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { chromium, type Browser, type Page } from "playwright-core";
import { openSubscriptions, untilOpen } from "../e2e/watch.js";
import { startGateway, type TestGateway } from "../gateway.js";

// A subscription in the playground, with a change that somebody else makes meanwhile.

const KEY = "0123456789abcdef0123456789abcdef";
const TOKEN = "t".repeat(16);

let gateway: TestGateway;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  gateway = await startGateway({ env: { ACCESS_TOKENS: TOKEN } });
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
});

afterAll(async () => {
  await browser.close();
  await gateway.close();
});

const button = () => page.locator(".graphiql-execute-button");
const answer = () => page.locator(".graphiql-response .view-lines");

it("shows each change to who is signed in, until the button is pressed again", async () => {
  await page.goto(gateway.url);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in" });
  await dialog.getByLabel("Login").fill("demo@amoql.dev");
  await dialog.locator("[name=secret]").fill(KEY);
  await page.keyboard.press("Enter");
  await page
    .getByRole("dialog", { name: "Your session" })
    .getByText(/holds until/)
    .waitFor();
  await page.keyboard.press("Escape");

  await page.getByTitle("WatchContacts", { exact: true }).click();
  await page.locator(".graphiql-query-editor .view-lines").filter({ hasText: "contactChanged" }).waitFor();
  // GraphiQL parses what a tab holds half a second after it was opened, by the clock of the page.
  await page.evaluate("new Promise((resolve) => setTimeout(() => requestIdleCallback(resolve), 800))");
  await button().click();
  await untilOpen(gateway.url, 1);

  const add = (name: string) =>
    gateway.query(
      "mutation ($name: String!) { contactCreate(input: { name: $name }) { userErrors { code } } }",
      { name },
      { authorization: `Bearer ${TOKEN}` },
    );
  for (const name of ["Ada Lovelace", "Grace Hopper"]) {
    await add(name);
    await answer().filter({ hasText: name }).waitFor();
  }
  expect(await answer().textContent()).toContain("CREATED");
  // What the event cost, as the header of the tab asks.
  await page.getByRole("region", { name: "Calls to the account" }).getByText("made: 1").waitFor();
  await page.screenshot({ path: "test-output/playground-subscription.png" });

  await button().click();
  await untilOpen(gateway.url, 0);
  await add("Nobody listens");
  expect(await openSubscriptions(gateway.url)).toBe(0);
  expect(complaints).toEqual([]);
});
