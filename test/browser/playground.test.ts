import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { startGateway } from "../gateway.js";

const SCREENSHOTS = fileURLToPath(new URL("../../test-output/", import.meta.url));
/** About three times what a busy machine with 2 cores needs, in milliseconds. */
const READY_WITHIN = 7_000;
/** Compressed size of all that a first visit loads, in bytes, with room for newer libraries. */
const TRANSFERRED_AT_MOST = 2_500_000;

let gateway: Awaited<ReturnType<typeof startGateway>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let outsideRequests: string[];
let complaints: string[];

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  gateway = await startGateway({ sandbox: { empty: false } });
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});

afterAll(async () => {
  await browser.close();
  await gateway.close();
});

beforeEach(async () => {
  await openBrowserWindow("light");
});

afterEach(async () => {
  await context.close();
  expect(outsideRequests).toEqual([]);
  expect(complaints).toEqual([]);
});

async function openBrowserWindow(colorScheme: "light" | "dark"): Promise<void> {
  outsideRequests = [];
  complaints = [];
  context = await browser.newContext({ colorScheme, viewport: { width: 1400, height: 900 } });
  await context.route(
    (url) => !["127.0.0.1", "localhost"].includes(url.hostname),
    async (route) => {
      outsideRequests.push(route.request().url());
      await route.abort();
    },
  );
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
}

/** Loads the page and waits until the query can be edited and the schema is known. */
async function openPlayground(): Promise<void> {
  const introspected = page.waitForResponse((response) => response.url().endsWith("/graphql"));
  await page.goto(gateway.url);
  await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  await introspected;
}

/** Presses the run button and gives back what the gateway answered. `operation` is chosen where there are several. */
async function run(operation?: string): Promise<{ data: unknown; errors?: unknown; extensions?: unknown }> {
  const button = page.locator(".graphiql-execute-button");
  // The button has a menu once GraphiQL has parsed what a tab holds; before, it would run the tab before.
  if (operation !== undefined) await button.and(page.locator('[aria-haspopup="menu"]')).waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith("/graphql"));
  await button.click();
  if (operation !== undefined) await page.getByRole("menuitem", { name: operation }).click();
  const body: unknown = await (await answered).json();
  if (typeof body !== "object" || body === null || !("data" in body)) throw new Error(JSON.stringify(body));
  return body;
}

const tab = (name: string): Locator => page.getByTitle(name, { exact: true });
const response = (): Locator => page.locator(".graphiql-response .view-lines");

async function retype(editor: Locator, text: string): Promise<void> {
  await editor.locator(".view-lines").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
  // The editor closes brackets and quotes by itself, behind the cursor.
  await page.keyboard.press("Control+Shift+End");
  await page.keyboard.press("Delete");
}

/** GraphiQL parses and stores what was typed or opened with a delay of up to half a second, and shows no sign of it. */
async function settled(): Promise<void> {
  await page.waitForTimeout(800);
}

async function screenshot(name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENSHOTS}playground-${name}.png` });
}

describe("the playground in a browser", () => {
  it("is ready soon, from this gateway alone", async () => {
    let transferred = 0;
    page.on("requestfinished", (request) => {
      void request.sizes().then((sizes) => (transferred += sizes.responseBodySize));
    });
    const start = performance.now();
    await openPlayground();
    const ready = performance.now() - start;
    await page.waitForLoadState("networkidle");
    expect(await page.title()).toBe("amoql");
    expect(await page.locator(".graphiql-logo").textContent()).toBe("amoql");
    expect(ready).toBeLessThan(READY_WITHIN);
    expect(transferred).toBeGreaterThan(500_000);
    expect(transferred).toBeLessThan(TRANSFERRED_AT_MOST);
    await screenshot("ready");
  });

  it("runs the welcome query and shows what it cost", async () => {
    await openPlayground();
    const answer = await run();
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      viewer: { login: "demo@amoql.dev" },
      deals: { nodes: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]) },
      nodeByCrmId: {
        name: expect.any(String),
        notes: { nodes: expect.arrayContaining([expect.objectContaining({ body: expect.any(String) })]) },
        tasks: { nodes: expect.arrayContaining([expect.objectContaining({ text: expect.any(String) })]) },
      },
      catalogs: { nodes: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]) },
    });
    expect(answer.extensions).toMatchObject({ upstream: { calls: 3 } });
    await expect(response().textContent()).resolves.toContain("demo@amoql.dev");
    await screenshot("welcome");
  });

  it("has a tab for each demo, and what the reading ones ask for exists", async () => {
    await openPlayground();
    const names = await page.locator(".graphiql-tab-button").allTextContents();
    expect(names).toEqual(["Welcome", "Contacts", "Contact", "Deal", "CreateContact", "Catalogs", "Search"]);
    for (const name of ["Contacts", "Contact", "Deal", "Search"]) {
      await tab(name).click();
      await settled();
      const answer = await run();
      expect(answer.errors).toBeUndefined();
      expect(JSON.stringify(answer.data)).toMatch(/"name":"[^"]+"/);
      await screenshot(name.toLowerCase());
    }
  });

  it("leads through the life of a contact, step by step", async () => {
    await openPlayground();
    await tab("CreateContact").click();
    const variables = page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)");

    const created = await run("CreateContact");
    const contactId = idIn(created.data, "contactCreate", "contact");
    await screenshot("edits");
    await retype(variables, JSON.stringify({ contactId, dueAt: "2030-01-15T09:00:00Z" }));
    expect((await run("UpdateContact")).data).toMatchObject({
      contactUpdate: { contact: { position: "Head of Analysis" }, userErrors: [] },
    });
    expect((await run("AddNote")).data).toMatchObject({
      noteCreate: { note: { body: "Met at the playground." }, userErrors: [] },
    });
    const taskId = idIn((await run("AddTask")).data, "taskCreate", "task");
    await retype(variables, JSON.stringify({ contactId, taskId }));
    expect((await run("CompleteTask")).data).toMatchObject({
      taskComplete: { task: { isCompleted: true }, userErrors: [] },
    });
    expect((await run("DeleteContact")).data).toMatchObject({
      contactDelete: { deletedContactId: contactId, userErrors: [] },
    });
  });

  it("leads through creating, renaming and deleting a catalog", async () => {
    await openPlayground();
    await tab("Catalogs").click();
    const variables = page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)");

    expect((await run("Catalogs")).data).toMatchObject({ catalogs: { nodes: expect.any(Array) } });
    const catalogId = idIn((await run("CreateCatalog")).data, "catalogCreate", "catalog");
    await retype(variables, JSON.stringify({ catalogId, name: "Playground things" }));
    expect((await run("RenameCatalog")).data).toMatchObject({
      catalogUpdate: { catalog: { name: "Playground things" }, userErrors: [] },
    });
    expect((await run("DeleteCatalog")).data).toMatchObject({
      catalogDelete: { deletedCatalogId: catalogId, userErrors: [] },
    });
  });

  it("suggests fields while one types", async () => {
    await openPlayground();
    await page.getByRole("button", { name: "New tab" }).click();
    await page.locator(".graphiql-query-editor .view-lines").click();
    await page.keyboard.type("{ cata");
    const suggestions = page.locator(".suggest-widget .monaco-list-row");
    await suggestions.first().waitFor();
    expect((await suggestions.allTextContents()).join(" ")).toContain("catalogs");
    await screenshot("autocomplete");
  });

  it("shows the documentation of the schema", async () => {
    await openPlayground();
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    const documentation = page.locator(".graphiql-doc-explorer");
    await documentation.getByRole("link", { name: "Query", exact: true }).click();
    await documentation.getByText("Lists all catalogs of the account by their sort position.").waitFor();
    await screenshot("documentation");
  });

  it("keeps a typed token out of localStorage, and edits over a reload", async () => {
    await openPlayground();
    const query = page.locator(".graphiql-query-editor");
    const headers = page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)");
    await retype(query, "query Changed { viewer { login } }");
    await page.getByRole("button", { name: "Headers", exact: true }).click();
    await headers.locator(".view-lines").filter({ hasText: "amoql-trace" }).waitFor();
    await retype(headers, JSON.stringify({ "amoql-trace": "1", "x-note": "a-secret" }));
    await settled();
    const sent = page.waitForRequest((request) => request.url().endsWith("/graphql"));
    await run();
    expect((await sent).headers()).toMatchObject({
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      "x-note": "a-secret",
    });
    await settled();
    expect(await page.evaluate("Object.keys(localStorage)")).toEqual([]);

    await page.reload();
    await query.locator(".view-line").first().waitFor();
    await query.locator(".view-lines").filter({ hasText: "Changed" }).waitFor();
    await page.getByRole("button", { name: "Headers", exact: true }).click();
    await headers.locator(".view-lines").filter({ hasText: "amoql-trace" }).waitFor();
    await expect(headers.locator(".view-lines").textContent()).resolves.not.toContain("a-secret");
  });

  it("keeps operations in the history", async () => {
    await openPlayground();
    await run();
    await page.getByRole("button", { name: "Show History" }).click();
    await page.locator(".graphiql-history").getByText("Welcome").waitFor();
  });

  it("follows the system's dark mode", async () => {
    const background = () =>
      page.evaluate<string>("getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor");
    await openPlayground();
    const light = await background();
    await context.close();
    await openBrowserWindow("dark");
    await openPlayground();
    expect(await background()).not.toBe(light);
    await run();
    await screenshot("dark");
  });
});

/** The `id` of the record in a mutation's payload, which must have no user errors. */
function idIn(data: unknown, mutation: string, record: string): string {
  expect(data).toMatchObject({ [mutation]: { [record]: { id: expect.any(String) }, userErrors: [] } });
  return (data as Record<string, Record<string, { id: string }>>)[mutation]?.[record]?.id ?? "";
}
