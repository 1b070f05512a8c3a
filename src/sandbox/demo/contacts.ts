import { history, momentBetween } from "./calendar.js";
import { companies } from "./companies.js";
import type { Company } from "./companies.js";
import { companyTags, contactTags } from "./dealTexts.js";
import { people } from "./people.js";
import type { Person } from "./people.js";
import type { Random } from "./random.js";
import type { DemoContact } from "./records.js";
import { regions } from "./regions.js";
import type { Region } from "./regions.js";
import { users } from "./staff.js";

/** A contact and the country whose language its notes, tasks and deals are written in. */
export interface LocalContact {
  contact: DemoContact;
  region: Region;
}

type Entry = { company: Company } | { person: Person; region: Region };

const PEOPLE_PER_COMPANY = 4;

/** Companies and people in the order they were entered: four people for each company, who need not be its own. */
function entries(random: Random): Entry[] {
  const everyone = random.shuffle(
    (Object.keys(people) as Region[]).flatMap((region) => people[region].map((person) => ({ person, region }))),
  );
  return random
    .shuffle(companies)
    .flatMap((company, index) =>
      random.shuffle<Entry>([
        { company },
        ...everyone.slice(index * PEOPLE_PER_COMPANY, (index + 1) * PEOPLE_PER_COMPANY),
      ]),
    );
}

function phoneNumber(formats: readonly string[], random: Random): string {
  return random.pick(formats).replace(/#/g, () => String(random.between(0, 9)));
}

/** Some of the tags, each at most once. */
function someTags(tags: readonly string[], most: number, random: Random): string[] {
  return random.shuffle(tags).slice(0, random.between(0, most));
}

function companyCard(company: Company, random: Random): Omit<DemoContact, "id" | "createdAt" | "updatedAt"> {
  const { landlines } = regions[company.region];
  return {
    name: company.name,
    isCompany: true,
    phones: Array.from({ length: random.between(1, 3) }, () => ({
      number: phoneNumber(landlines, random),
      location: "Work",
    })),
    emails: [
      { address: `info@${company.domain}`, location: "Work" },
      ...(random.chance(0.4) ? [{ address: `orders@${company.domain}`, location: "Other" }] : []),
    ],
    webs: [
      { url: `https://${company.domain}/`, location: "Work" },
      ...(random.chance(0.3) ? [{ url: `http://shop.${company.domain}/?ref=crm&lang=${company.region}` }] : []),
    ],
    street: company.street,
    messengers: [],
    mainUserId: random.pick(users).id,
    tags: [...someTags(companyTags, 1, random), ...someTags(contactTags, 2, random)],
  };
}

/** Most people have two or three ways to reach them, one in eight has nothing but a name, one in twenty far too many. */
function personCard(
  [name, mailbox]: Person,
  region: Region,
  employer: { id: number; domain: string } | undefined,
  random: Random,
): Omit<DemoContact, "id" | "createdAt" | "updatedAt"> {
  const base = { name, isCompany: false, mainUserId: random.pick(users).id };
  if (random.chance(0.125)) return { ...base, phones: [], emails: [], webs: [], messengers: [], tags: [] };

  const { landlines, mobiles, positions } = regions[region];
  const phoneCount = random.chance(0.05) ? random.between(6, 12) : random.between(0, 2);
  return {
    ...base,
    ...(random.chance(0.7) && { position: random.pick(positions) }),
    ...(employer !== undefined && { companyId: employer.id }),
    phones: Array.from({ length: phoneCount }, () =>
      random.chance(0.6)
        ? { number: phoneNumber(mobiles, random), location: random.pick(["Mobile", "Home", "Other"]) }
        : { number: phoneNumber(landlines, random), ...(random.chance(0.8) && { location: "Work" }) },
    ),
    emails: [
      ...(employer !== undefined ? [{ address: `${mailbox}@${employer.domain}`, location: "Work" }] : []),
      ...(random.chance(0.4) ? [{ address: `${mailbox}@example.${random.pick(["com", "org", "net"])}` }] : []),
    ],
    webs: random.chance(0.1)
      ? [{ url: `https://example.org/people/${encodeURIComponent(name)}`, location: "Home" }]
      : [],
    ...(random.chance(0.12) && {
      street: random.pick(companies.filter((company) => company.region === region || region === "vn")).street,
    }),
    messengers: [
      ...(random.chance(0.2) ? [{ address: `live:${mailbox}`, protocol: "Skype" }] : []),
      ...(random.chance(0.15)
        ? [{ address: `@${mailbox}_coffee`, protocol: random.pick(["Telegram", "Jabber"]) }]
        : []),
      ...(random.chance(0.05) ? [{ address: phoneNumber(mobiles, random) }] : []),
    ],
    tags: someTags(contactTags, 3, random),
  };
}

/** All people and companies, oldest first; three people in four work for a company of their country. */
export function demoContacts(now: Date, random: Random): LocalContact[] {
  const entered = entries(random);
  const created = history(entered.length, now, random);
  const employers = entered.flatMap((entry, index) =>
    "company" in entry ? [{ id: index + 1, region: entry.company.region, domain: entry.company.domain }] : [],
  );

  return created.map((createdAt, index) => {
    const entry = entered[index];
    if (entry === undefined) throw new RangeError("More dates than contacts");
    const region = "company" in entry ? entry.company.region : entry.region;
    const nearby = employers.filter((employer) => employer.region === region);
    const employer = nearby.length > 0 && random.chance(0.75) ? random.pick(nearby) : undefined;
    const card =
      "company" in entry ? companyCard(entry.company, random) : personCard(entry.person, region, employer, random);
    return {
      contact: { id: index + 1, ...card, createdAt, updatedAt: momentBetween(createdAt, now, random) },
      region,
    };
  });
}
