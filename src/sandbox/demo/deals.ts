import { history, HISTORY_DAYS, momentBetween } from "./calendar.js";
import type { LocalContact } from "./contacts.js";
import { dealTags, dealTitles } from "./dealTexts.js";
import { fillProducts } from "./products.js";
import type { Random } from "./random.js";
import type { DemoDeal } from "./records.js";
import { regions } from "./regions.js";
import type { Region } from "./regions.js";
import { FIRST_CONTACT, LOST, NEGOTIATION, OFFER_SENT, users, WON } from "./staff.js";

/** A deal and the country whose language its notes and tasks are written in. */
export interface LocalDeal {
  deal: DemoDeal;
  region: Region;
}

const DEALS = 120;
/** A contact is known this long before its first deal; more than office hours and weekends can move a date. */
const ACQUAINTANCE_DAYS = 8;
/** After this many days hardly any deal is still open. */
const CLOSED_AFTER_DAYS = 150;

/** One customer mostly; sometimes none yet, sometimes two or three from the same country. None without candidates. */
function customers(candidates: readonly LocalContact[], random: Random): LocalContact[] {
  if (candidates.length === 0) return [];
  const first = random.pick(candidates);
  const neighbours = candidates.filter(({ contact, region }) => region === first.region && contact !== first.contact);
  return [first, ...random.shuffle(neighbours)].slice(0, random.pick([0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3]));
}

/** Decimal text: round sums mostly, some with cents, a few tiny, free of charge or huge; undefined while unknown. */
function price(random: Random): string | undefined {
  if (random.chance(0.15)) return undefined;
  if (random.chance(0.05)) return random.pick(["0", "0.99", "1250000", "98765432.10"]);
  const units = random.between(2, 480) * 50;
  if (random.chance(0.6)) return String(units);
  const cents = random.chance(0.6) ? random.pick([50, 90, 95, 99]) : random.between(1, 99);
  return `${units}.${String(cents).padStart(2, "0")}`;
}

function statusId(ageDays: number, random: Random): number {
  const isClosed = random.chance(ageDays > CLOSED_AFTER_DAYS ? 0.93 : 0.2);
  if (isClosed) return random.chance(0.6) ? WON : LOST;
  return random.pick([FIRST_CONTACT, NEGOTIATION, NEGOTIATION, OFFER_SENT]);
}

/**
 * The pipeline, oldest first. A deal's contacts are older than the deal. Ages are taken from the place in the list
 * rather than from the dates, so that weekends change no choice.
 */
export function demoDeals(contacts: readonly LocalContact[], now: Date, random: Random): LocalDeal[] {
  return history(DEALS, now, random).map((createdAt, index) => {
    const ageDays = HISTORY_DAYS * (1 - index / DEALS);
    const known = contacts.slice(0, Math.max(0, contacts.length * (1 - (ageDays + ACQUAINTANCE_DAYS) / HISTORY_DAYS)));
    const linked = customers(known, random);
    const region = linked[0]?.region ?? "us";
    const amount = price(random);
    const name = fillProducts(random.pick(dealTitles[regions[region].language]), random).replaceAll(
      "{customer}",
      () => linked[0]?.contact.name ?? "walk-in",
    );
    const deal: DemoDeal = {
      id: index + 1,
      name,
      ...(amount !== undefined && { price: amount }),
      statusId: statusId(ageDays, random),
      mainUserId: linked[0]?.contact.mainUserId ?? random.pick(users).id,
      tags: random.shuffle(dealTags).slice(0, random.pick([0, 0, 1, 1, 2, 3])),
      contactIds: linked.map(({ contact }) => contact.id),
      createdAt,
      updatedAt: momentBetween(createdAt, now, random),
    };
    return { deal, region };
  });
}
