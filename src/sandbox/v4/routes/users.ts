import { ACCOUNT, ADMINISTRATOR_ID } from "../../account.js";
import { allUsers } from "../../storage/users.js";
import type { User } from "../../storage/users.js";
import { NOTHING, pathId } from "../call.js";
import type { V4Call, V4Route, V4Routes } from "../call.js";
import { self, slicedPage } from "../hal.js";
import { requestedWith } from "../wire/listQuery.js";
import { Problem } from "../wire/problem.js";

const users: V4Route = async (call) => {
  checkAdministrator(call);
  return slicedPage(call, "users", await allUsers(call.db), (known) => userJson(call, known), { counted: true });
};

const user: V4Route = async (call) => {
  checkAdministrator(call);
  const id = pathId(call);
  const found = (await allUsers(call.db)).find((known) => known.id === id);
  return found ? { body: userJson(call, found) } : NOTHING;
};

/** Refuses a user who does not run the account. */
export function checkAdministrator({ user: { id } }: V4Call): void {
  if (id !== ADMINISTRATOR_ID) throw new Problem(403, "Only administrators of the account may do this");
}

function userJson(call: V4Call, { id, name, login, mayDelete }: User) {
  const records = { view: "A", edit: "A", add: "A", delete: mayDelete ? "A" : "D", export: "A" };
  const parts = requestedWith(call.parameters);
  return {
    id,
    name,
    email: login,
    lang: ACCOUNT.language,
    rights: {
      leads: records,
      contacts: records,
      companies: records,
      tasks: { edit: "A", delete: "A" },
      mail_access: false,
      catalog_access: true,
      is_admin: id === ADMINISTRATOR_ID,
      is_free: false,
      is_active: true,
      group_id: null,
      role_id: null,
      status_rights: [],
    },
    ...self(call, `users/${id}`),
    ...((parts.has("role") || parts.has("group")) && {
      _embedded: {
        ...(parts.has("role") && { roles: [] }),
        ...(parts.has("group") && { groups: [{ id: 0, name: "Sales" }] }),
      },
    }),
  };
}

/** The users of the account, for its administrators. */
export const userRoutes: V4Routes = { "GET /users": users, "GET /users/:id": user };
