import type { DemoCatalog } from "./records.js";
import { officeMoment } from "./calendar.js";
import type { Random } from "./random.js";

const catalogs: readonly Omit<DemoCatalog, "createdAt">[] = [
  {
    id: 1,
    name: "Products & spare parts",
    type: "products",
    sort: 10,
    createdBy: 1,
    canAddElements: true,
    canShowInCards: true,
    canLinkMultiple: true,
  },
  {
    id: 2,
    name: "Invoices",
    type: "invoices",
    sort: 20,
    createdBy: 1,
    canAddElements: true,
    canShowInCards: true,
    canLinkMultiple: false,
  },
  {
    id: 3,
    name: "Поставщики",
    type: "suppliers",
    sort: 30,
    createdBy: 3,
    canAddElements: true,
    canShowInCards: false,
    canLinkMultiple: true,
  },
  {
    id: 4,
    name: 'Tasting events "Bean Days" 🍒',
    type: "regular",
    sort: 40,
    createdBy: 2,
    canAddElements: false,
    canShowInCards: false,
    canLinkMultiple: false,
  },
];

/** The account's catalogs, one a season beginning two years before `now`. */
export function demoCatalogs(now: Date, random: Random): DemoCatalog[] {
  return catalogs.map((catalog) => ({
    ...catalog,
    createdAt: officeMoment(now, -730 + 150 * (catalog.id - 1), random),
  }));
}
