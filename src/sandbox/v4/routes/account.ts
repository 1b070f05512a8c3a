import { ACCOUNT, ACCOUNT_CREATED_AT } from "../../account.js";
import type { V4Route, V4Routes } from "../call.js";
import { self } from "../hal.js";
import { TASK_TYPES } from "../taskTypes.js";
import { requestedWith } from "../wire/listQuery.js";

const account: V4Route = (call) => {
  const parts = requestedWith(call.parameters);
  const settings = {
    task_types: TASK_TYPES.map(({ id, name, code }) => ({ id, name, color: null, icon_id: null, code })),
    users_groups: [{ id: 0, name: "Sales", uuid: null }],
    datetime_settings: {
      date_pattern: "d.m.Y H:i",
      short_date_pattern: "d.m.Y",
      short_time_pattern: "H:i",
      date_format: "d.m.Y",
      time_format: "H:i:s",
      timezone: ACCOUNT.timezone,
      timezone_offset: "+03:00",
    },
  };
  const embedded = Object.fromEntries(Object.entries(settings).filter(([name]) => parts.has(name)));
  return Promise.resolve({
    body: {
      id: Number(ACCOUNT.id),
      name: ACCOUNT.name,
      subdomain: ACCOUNT.subdomain,
      created_at: ACCOUNT_CREATED_AT,
      created_by: 0,
      updated_at: ACCOUNT_CREATED_AT,
      updated_by: 0,
      current_user_id: call.user.id,
      country: "US",
      currency: "USD",
      currency_symbol: "$",
      customers_mode: "unavailable",
      is_unsorted_on: false,
      mobile_feature_version: 0,
      is_loss_reason_enabled: true,
      is_helpbot_enabled: false,
      is_technical_account: false,
      contact_name_display_order: 1,
      ...(parts.has("version") && { version: 10 }),
      ...(parts.has("is_api_filter_enabled") && { is_api_filter_enabled: call.switches.v4Filters }),
      ...self(call, "account"),
      ...(Object.keys(embedded).length > 0 && { _embedded: embedded }),
    },
  });
};

/** The account itself. */
export const accountRoutes: V4Routes = { "GET /account": account };
