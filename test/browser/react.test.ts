import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { chromium } from "playwright-core";
import type { Browser, Locator, Page, Request } from "playwright-core";
import { DealDetailDocument, DealUpdateDocument } from "../../src/client/graphql.js";
import { newContact, newDeal, newTask, TASK, type Named } from "../e2e/account.js";
import type { Fault } from "../faults/faultProxy.js";
import { reset, rewritten, status, text } from "../faults/faults.js";
import { startGatewayBehindFaults, type FaultyGateway } from "../faults/faultyGateway.js";
import { startGateway, type TestGateway } from "../gateway.js";

const VITE = "node_modules/vite/bin/vite.js";
const SCREENSHOTS = fileURLToPath(new URL("../../test-output/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const REFUSED = "<root><error><code>400</code><message>Bad request</message></error></root>";

let browser: Browser;
let page: Page;
let complaints: string[];
/** The bodies of the requests to /graphql. */
let sent: { readonly query?: string; readonly extensions?: unknown }[];

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
});

afterAll(() => browser.close());

beforeEach(async () => {
  complaints = [];
  sent = [];
  page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("request", (request: Request) => {
    if (request.method() === "POST") sent.push(request.postDataJSON() as (typeof sent)[number]);
  });
});

afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

const deals = (): Locator => page.locator(".deals li");
const field = (name: string): Locator => page.getByLabel(name, { exact: true });
const button = (name: string): Locator => page.getByRole("button", { name, exact: true });

/** Finds the deal by its name, as a user would, and opens it. */
async function openDeal(name: string): Promise<void> {
  await field("Search deals").fill(name);
  await page.keyboard.press("Enter");
  await page.locator(".deals li:only-child", { hasText: name }).getByRole("button").click();
  await page.getByRole("form", { name: "Deal", exact: true }).waitFor();
}

async function screenshot(name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENSHOTS}react-${name}.png` });
}

/** Serves files of a folder on a port of its own, as any web server would. */
async function serveFolder(folder: string): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    readFile(join(folder, path)).then(
      (content) => response.writeHead(200, { "content-type": TYPES[extname(path)] }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

/** Holds requests back until it is told what becomes of them. */
function held(): {
  readonly fault: Fault;
  readonly arrived: Promise<unknown>;
  readonly decide: (fault: Fault) => void;
} {
  const events = new EventEmitter();
  const arrived = once(events, "arrived");
  const decided = once(events, "decided") as Promise<[Fault]>;
  const fault: Fault = async (exchange) => {
    events.emit("arrived");
    const [decision] = await decided;
    await decision(exchange);
  };
  return { fault, arrived, decide: (decision) => events.emit("decided", decision) };
}

const passedOn: Fault = async ({ forward, deliver }) => deliver(await forward());

describe("the React example, built, on an origin of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "amoql-react-"));
  let gateway: FaultyGateway;
  /** Another gateway to the same account, for what somebody else does. */
  let elsewhere: TestGateway;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    ({ server, origin } = await serveFolder(folder));
    gateway = await startGatewayBehindFaults({
      sandbox: { empty: false },
      env: {
        CORS_ORIGINS: origin,
        TRUSTED_DOCUMENTS: "examples/react/generated/persisted-documents.json",
        TRUSTED_DOCUMENTS_ONLY: "true",
      },
    });
    elsewhere = await startGateway({ env: { AMO_URL: gateway.sandboxUrl } });
    await promisify(execFile)(
      process.execPath,
      [VITE, "build", "examples/react", "--outDir", folder, "--emptyOutDir"],
      {
        env: { ...process.env, VITE_GATEWAY: `${gateway.url}/graphql` },
      },
    );
  });

  afterAll(async () => {
    await elsewhere.close();
    await gateway.close();
    server.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    gateway.faults.clear();
    await page.goto(origin);
    await deals().first().waitFor();
  });

  it("loads more deals, each page with one call, and asks for documents by their hash", async () => {
    gateway.calls();
    expect(await deals().count()).toBe(20);
    await screenshot("list");
    await button("Load more").click();
    await deals().nth(39).waitFor();
    expect(await deals().count()).toBe(40);
    expect(new Set(await deals().allTextContents()).size).toBeGreaterThan(35);
    expect(gateway.calls()).toEqual(["deals"]);
    expect(sent).toHaveLength(2);
    for (const body of sent) {
      expect(body).not.toHaveProperty("query");
      expect(body.extensions).toMatchObject({ persistedQuery: { sha256Hash: expect.stringMatching(/^sha256:/) } });
    }
  });

  it("says when to come back for more, and then goes on", async () => {
    gateway.faults.add({ page: "deals", times: 2, fault: status(429, { "retry-after": "1" }) });
    await button("Load more").click();
    await page.getByText("The CRM cannot do this now. Try again in 1 s.").waitFor();
    expect(await deals().count()).toBe(20);
    await page.waitForTimeout(1_200);
    await button("Load more").click();
    await deals().nth(39).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("works by keyboard, in the dark and on a phone", async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.emulateMedia({ colorScheme: "dark" });
    await field("Search deals").focus();
    for (const key of ["Tab", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
    const pane = page.getByRole("region", { name: "Chosen deal" });
    await pane.waitFor();
    await page.waitForFunction("document.activeElement.ariaLabel === 'Chosen deal'");
    expect(await pane.getByRole("textbox", { name: "Name" }).inputValue()).toBe(
      await deals().nth(1).locator("strong").textContent(),
    );
    expect(await page.evaluate("scrollY < 200 && document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await screenshot("phone");
  });

  it("saves an edit, which then shows in the list too", async () => {
    const deal = await newDeal(elsewhere, { name: "An order for hot chocolate", price: "10" });
    await openDeal("An order for hot chocolate");
    await field("Price").fill("12.5");
    await field("Price").press("Enter");
    await deals().getByText("12.5").waitFor();
    expect(await storedDeal(deal)).toMatchObject({ name: "An order for hot chocolate", price: "12.5" });
    expect(await button("Save").isDisabled()).toBe(true);
  });

  it("lets nothing be typed while an edit is saved, which its answer would overwrite", async () => {
    await newDeal(elsewhere, { name: "An order for lemonade", price: "10" });
    await openDeal("An order for lemonade");
    const { fault, arrived, decide } = held();
    gateway.faults.add({ page: "deal_add", fault });
    await field("Price").fill("11");
    await field("Price").press("Enter");
    await arrived;
    expect(await field("Name").isEditable()).toBe(false);
    expect(await field("Price").isEditable()).toBe(false);
    decide(passedOn);
    await deals().getByText("11").waitFor();
    expect(await field("Price").isEditable()).toBe(true);
    await page.waitForFunction("document.activeElement.value === '11'");
  });

  it("says so when it is not known whether an edit was saved", async () => {
    await newDeal(elsewhere, { name: "An order for cider", price: "10" });
    await openDeal("An order for cider");
    gateway.faults.add({ page: "deal_add", fault: reset });
    await field("Price").fill("12");
    await button("Save").click();
    await page
      .getByText("The CRM did not answer. The change may have been made: reload before you try again.")
      .waitFor();
  });

  it("says that an edit was saved when not all of the deal can be shown, and shows it after a reload", async () => {
    const contact = await newContact(elsewhere, { name: "Emma Berg" });
    const deal = await newDeal(elsewhere, { name: "An order for mulled wine", price: "10", contactId: contact.id });
    await openDeal("An order for mulled wine");
    // The page of the deal lacks what its contact is called, and the page of the contact does not come.
    gateway.faults.add({
      page: "deal_detail",
      fault: rewritten((xml) => xml.replace(/(<linked_contacts>.*?<\/id>\s*)<name>[^<]*<\/name>/s, "$1")),
    });
    gateway.faults.add({ page: "contact_detail", fault: status(500) });
    await field("Price").fill("12");
    await button("Save").click();
    await page.getByText("The change was saved, but it cannot be shown in full. Reload.").waitFor();
    await screenshot("saved-not-shown");
    expect(await storedDeal(deal)).toMatchObject({ price: "12" });
    expect(gateway.faults.calls.filter(({ page: called }) => called === "deal_add")).toHaveLength(1);

    gateway.faults.clear();
    await page.reload();
    await openDeal("An order for mulled wine");
    expect(await field("Price").inputValue()).toBe("12");
    expect((await page.getByRole("alert").allTextContents()).join("")).toBe("");
  });

  it("shows beside a field what is wrong with it", async () => {
    await newDeal(elsewhere, { name: "An order for nothing" });
    await openDeal("An order for nothing");
    await field("Name").fill(" ");
    await button("Save").click();
    await page.getByText("This may not be empty.").waitFor();
    expect(await field("Name").getAttribute("aria-invalid")).toBe("true");
    expect(await field("Price").getAttribute("aria-invalid")).toBe("false");
  });

  it("shows what somebody else has saved meanwhile; theirs can be taken", async () => {
    const deal = await newDeal(elsewhere, { name: "An order for tea", price: "10" });
    await openDeal("An order for tea");
    await change(deal, { price: "99" });
    await field("Price").fill("11");
    await button("Save").click();

    const conflict = page.getByRole("alertdialog");
    await conflict.waitFor();
    expect(await conflict.getByRole("row", { name: "Price" }).getByRole("cell").allTextContents()).toEqual([
      "99",
      "11",
    ]);
    await page.waitForFunction("document.activeElement.role === 'alertdialog'");
    await screenshot("conflict");
    await button("Take theirs").click();
    expect(await field("Price").inputValue()).toBe("99");
    expect(await conflict.count()).toBe(0);
    expect(await storedDeal(deal)).toMatchObject({ price: "99" });
  });

  it("saves the user's own value over it only when told to, and keeps what the user did not touch", async () => {
    const deal = await newDeal(elsewhere, { name: "An order for cocoa", price: "10" });
    await openDeal("An order for cocoa");
    await change(deal, { name: "An order for cocoa, paid" });
    await field("Price").fill("11");
    await button("Save").click();
    await page.getByRole("alertdialog").waitFor();
    expect(await storedDeal(deal)).toMatchObject({ price: "10" });

    await button("Save mine").click();
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(await storedDeal(deal)).toMatchObject({ name: "An order for cocoa, paid", price: "11" });
    expect(await field("Name").inputValue()).toBe("An order for cocoa, paid");
  });

  it("shows a task as done before the account has answered", async () => {
    const task = await openDealWithTask("An order for milk", "Count the cans");
    const { fault, arrived, decide } = held();
    gateway.faults.add({ page: "task_add", fault });
    await task.click();
    await arrived;
    expect(await task.isChecked()).toBe(true);
    decide(passedOn);
    await expect(tasksElsewhere("An order for milk", true)).resolves.toEqual(["Count the cans"]);
    expect(await task.isChecked()).toBe(true);
  });

  it.each([
    ["refuses", text(REFUSED), "The CRM refused the change."],
    [
      "breaks the connection",
      reset,
      "The CRM did not answer. The change may have been made: reload before you try again.",
    ],
  ])("shows it as open again when the account %s", async (how, answer, message) => {
    const name = `An order that the account ${how}`;
    const task = await openDealWithTask(name, "Ask again");
    const { fault, arrived, decide } = held();
    gateway.faults.add({ page: "task_add", fault });
    await task.click();
    await arrived;
    expect(await task.isChecked()).toBe(true);
    expect(await page.getByText(message).count()).toBe(0);
    decide(answer);
    await page.getByText(message).waitFor();
    expect(await task.isChecked()).toBe(false);
    await screenshot("task");
    expect(await tasksElsewhere(name, false)).toEqual(["Ask again"]);
  });

  /** Somebody else changes the deal. */
  async function change({ id }: Named, patch: Readonly<Record<string, string>>): Promise<void> {
    const { dealUpdate } = await elsewhere.run(DealUpdateDocument, { id, patch });
    expect(dealUpdate?.userErrors).toEqual([]);
  }

  async function storedDeal({ id }: Named): Promise<unknown> {
    return (await elsewhere.run(DealDetailDocument, { id })).deal;
  }

  /** Opens a new deal that has one task; the box of that task. */
  async function openDealWithTask(name: string, task: string): Promise<Locator> {
    const { id } = await newDeal(elsewhere, { name });
    await newTask(elsewhere, { dealId: id }, { ...TASK, text: task });
    await openDeal(name);
    return page.getByRole("checkbox", { name: task });
  }

  /** Texts of the deal's tasks, once there is one that is completed or open as said. */
  async function tasksElsewhere(search: string, isCompleted: boolean): Promise<readonly string[]> {
    const query = `query ($search: String, $isCompleted: Boolean) {
      deals(search: $search) { nodes { tasks(isCompleted: $isCompleted) { nodes { text } } } }
    }`;
    for (const end = performance.now() + 10_000; performance.now() < end;) {
      const { data } = await elsewhere.query<{
        deals: { nodes: { tasks: { nodes: { text: string }[] } }[] };
      }>(query, { search, isCompleted });
      const texts = data?.deals.nodes.flatMap(({ tasks }) => tasks.nodes.map((task) => task.text)) ?? [];
      if (texts.length > 0) return texts;
    }
    return [];
  }
});

describe("the React example while one works on it", () => {
  let gateway: TestGateway;
  let vite: ChildProcess;
  let url: string;

  beforeAll(async () => {
    gateway = await startGateway({ sandbox: { empty: false } });
    vite = spawn(process.execPath, [VITE, "examples/react", "--host", "127.0.0.1", "--port", "0"], {
      env: { ...process.env, GATEWAY: gateway.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    url = await printedUrl(vite);
  });

  afterAll(async () => {
    const ended = once(vite, "exit");
    vite.kill();
    await ended;
    await gateway.close();
  });

  it("is served by Vite, with a gateway that has no list of trusted documents", async () => {
    await page.goto(url);
    await deals().first().waitFor();
    expect(await deals().count()).toBe(20);
    await deals().first().getByRole("button").click();
    await page.getByRole("form", { name: "Deal", exact: true }).waitFor();
    // The first document was asked for by its hash, which this gateway does not know; then documents themselves are sent.
    expect(sent[0]).not.toHaveProperty("query");
    expect(sent.at(-1)?.query).toContain("query Deal(");
    expect(sent.at(-1)).not.toHaveProperty("extensions.persistedQuery");
  });
});

/** The address that a development server prints when it is ready. */
async function printedUrl({ stdout }: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of stdout ?? []) {
    printed += stripVTControlCharacters(String(chunk));
    const url = /http:\/\/[\d.]+:\d+\//.exec(printed)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(printed);
}
