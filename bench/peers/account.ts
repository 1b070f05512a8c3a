// The account as the peers read it: undici for HTTP, as in the floor and in amoql, and fast-xml-parser for XML.
import { XMLParser } from "fast-xml-parser";
import { Pool } from "undici";

/** As many sockets as the floor has. */
const SOCKETS = 64;

interface Reference {
  readonly id: string;
  readonly name: string;
}

/** An element whose children are all of one name; empty ones are read as an empty text. */
type List<Name extends string, Item> = Readonly<Record<Name, readonly Item[]>> | "";

export interface PhoneNumber {
  readonly number: string;
  readonly location?: string;
}

export interface EmailAddress {
  readonly address: string;
  readonly location?: string;
}

export interface Note {
  readonly id: string;
  readonly body: string;
  readonly user?: Reference | "";
}

export interface Task {
  readonly id: string;
  readonly body: string;
  readonly task_type: string;
  readonly completed: string;
}

export interface Contact extends Reference {
  readonly company?: Reference | "";
  readonly contact_data?:
    | {
        readonly phone_numbers?: List<"phone_number", PhoneNumber>;
        readonly email_addresses?: List<"email_address", EmailAddress>;
      }
    | "";
  readonly tags?: List<"tag", string>;
  readonly notes?: List<"note", Note>;
  readonly tasks?: List<"task", Task>;
}

export interface Deal extends Reference {
  readonly status: Reference | "";
  readonly main_user?: Reference | "";
  readonly tags?: List<"tag", string>;
  readonly linked_contacts?: List<"contact", Contact>;
}

export interface Catalog {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly sort: number;
  readonly created_by: number | null;
  readonly can_add_elements: boolean;
  readonly can_show_in_cards: boolean;
  readonly can_link_multiple: boolean;
}

/** Elements that may stand there several times, so that one of them is read as a list too. */
const REPEATED = new Set(["contact", "deal", "tag", "phone_number", "email_address", "note", "task"]);

// htmlEntities is what reads references such as &#13;
const parser = new XMLParser({ parseTagValue: false, htmlEntities: true, isArray: (name) => REPEATED.has(name) });

export class Account {
  private constructor(
    private readonly pool: Pool,
    private readonly cookie: string,
  ) {}

  /** Signs in to the account at this address. */
  static async signIn(url: string): Promise<Account> {
    const pool = new Pool(url, { connections: SOCKETS });
    const { headers, body } = await pool.request({ path: "/private/api/auth.php?type=json", method: "POST" });
    await body.dump();
    return new Account(pool, [headers["set-cookie"]].flat()[0]?.split(";")[0] ?? "");
  }

  async contacts(size: number, search: string): Promise<readonly Contact[]> {
    const answer = await this.xml("contact_search.php", { PAGEN_1: "1", ELEMENT_COUNT: String(size), SEARCH: search });
    return (answer as { contacts: { contact?: readonly Contact[] } }).contacts.contact ?? [];
  }

  async deals(size: number, search: string): Promise<readonly Deal[]> {
    const answer = await this.xml("deal_search.php", { PAGEN_1: "1", ELEMENT_COUNT: String(size), SEARCH: search });
    return (answer as { deals: { deal?: readonly Deal[] } }).deals.deal ?? [];
  }

  /** One contact with its notes and tasks, or null. */
  async contact(id: string): Promise<Contact | null> {
    const answer = await this.xml("contact_detail.php", { ID: id });
    return (answer as { contacts: { contact?: readonly Contact[] } }).contacts.contact?.[0] ?? null;
  }

  async catalogs(): Promise<readonly Catalog[]> {
    const { statusCode, body } = await this.pool.request({
      path: "/api/v2/catalogs",
      method: "GET",
      headers: { cookie: this.cookie },
    });
    if (statusCode !== 200) throw new Error(`The account answered ${statusCode}`);
    return ((await body.json()) as { _embedded: { items: readonly Catalog[] } })._embedded.items;
  }

  private async xml(page: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
    const { statusCode, body } = await this.pool.request({
      path: `/private/api/${page}`,
      method: "POST",
      headers: { cookie: this.cookie, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`The account answered ${statusCode}`);
    return parser.parse(text) as unknown;
  }
}
