/** The account that every sandbox is: what is fixed before any record is written. */
export const ACCOUNT = {
  id: "11413681",
  name: "Demo",
  subdomain: "demo",
  language: "en",
  timezone: "Europe/Moscow",
} as const;

/** When the account was opened, in seconds since 1970. */
export const ACCOUNT_CREATED_AT = 1_577_836_800;

/** The published sign-in of the demo user. It opens nothing but sandboxes. */
export const DEMO_CREDENTIALS = {
  login: "demo@amoql.dev",
  password: "demo-password",
  key: "0123456789abcdef0123456789abcdef",
} as const;

/**
 * The long-lived token of the demo user for API v4: a JWT, as clients read the date it ends from it, signed with the
 * secret of the integration and valid until 2100. It opens nothing but sandboxes.
 */
export const DEMO_TOKEN = [
  "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9",
  "eyJhdWQiOiIzZjFjOGE1Mi02ZDBlLTRiN2EtOWM1NS0wYTdlNWQyYjFjOTAiLCJqdGkiOiJkZW1vIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjQxMDI0NDQ4MDAsInN1YiI6IjEiLCJhY2NvdW50X2lkIjoxMTQxMzY4MSwic2NvcGVzIjpbImNybSJdfQ",
  "N8zwZxZgoUVELcznAo2k18MI91y3newFoa9EGOBti7k",
].join(".");

/** The one integration that every sandbox knows, for signing in over OAuth 2.0. */
export const DEMO_INTEGRATION = {
  clientId: "3f1c8a52-6d0e-4b7a-9c55-0a7e5d2b1c90",
  clientSecret: "demo-client-secret",
  /** Where the browser goes with its code if the client names no address of this machine. */
  redirectUri: "http://127.0.0.1:4000/oauth",
} as const;

/** A user as an account is set up with it. Without credentials the user cannot sign in. */
export interface UserSetup {
  id: number;
  name: string;
  login: string;
  credentials?: { password: string; key: string };
  /** False for a user who may not remove contacts, deals and catalogs. */
  mayDelete: boolean;
}

/** Users of every account, an empty one too. */
export const USERS: readonly UserSetup[] = [
  {
    id: 1,
    name: "Anna Smirnova",
    login: DEMO_CREDENTIALS.login,
    credentials: { password: DEMO_CREDENTIALS.password, key: DEMO_CREDENTIALS.key },
    mayDelete: true,
  },
  {
    id: 2,
    name: "John Miller",
    login: "john@amoql.dev",
    credentials: { password: "john-password", key: "fedcba9876543210fedcba9876543210" },
    mayDelete: false,
  },
  { id: 3, name: "Дарья Ким", login: "darya@amoql.dev", mayDelete: true },
];

/** The first user, who sees every record of the account whatever others see. */
export const ADMINISTRATOR_ID = 1;

/** A stage of the pipeline. */
export interface StatusSetup {
  id: number;
  name: string;
  sort: number;
}

/** Stages of every account; 142 and 143 are the closed ones. */
export const STATUSES: readonly StatusSetup[] = [
  { id: 1, name: "First contact", sort: 10 },
  { id: 2, name: "Negotiation", sort: 20 },
  { id: 3, name: "Offer sent", sort: 30 },
  { id: 142, name: "Won", sort: 10_000 },
  { id: 143, name: "Lost", sort: 11_000 },
];

/** The pipeline that all stages are of; the older APIs know of one only. */
export const PIPELINE = { id: 101, name: "Sales" } as const;

/** Why deals are lost. */
export const LOSS_REASONS = [
  { id: 1, name: "Too expensive" },
  { id: 2, name: "Chose another supplier" },
] as const;
