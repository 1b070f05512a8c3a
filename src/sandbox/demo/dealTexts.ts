import type { Language } from "./regions.js";

/** Deal names. `{product}`, `{machine}`, `{beans}` and `{customer}` are filled in. */
export const dealTitles: Record<Language, readonly string[]> = {
  en: [
    "{product} for {customer}",
    "{machine}, second site",
    "Trade-in: old one → {machine}",
    "Annual service contract & {machine}",
    "Lease of {machine} (36 months)",
    "Green coffee, spring: {beans}",
    "Repeat order <{product}>",
  ],
  ru: [
    "{product} — {customer}",
    "Поставка зерна: {beans}",
    "Аренда {machine} с выкупом",
    "Сервис + {machine}",
    "Открытие новой точки, {machine}",
    "Тендер «{product}»",
  ],
  es: ["{product} para {customer}", "Renovación de contrato: {product}", "¿{machine} o alquiler?"],
  tr: ["{customer} için {product}", "Yıllık bakım ve {machine}", "İkinci şube: {machine}"],
  ar: ["توريد {product} إلى {customer}", "عقد صيانة سنوي + {machine}"],
  he: ["הזמנת {product} עבור {customer}", 'הצעה לרשת: {product} (לפני מע"מ)'],
  zh: ["{customer}：{product}采购", "新店设备 {machine}"],
  ja: ["{customer}様 {machine} 導入", "豆の定期便（{beans}）"],
  el: ["{product} για {customer}", "Ετήσια συντήρηση & {machine}"],
  hi: ["{customer} के लिए {product}", "नया आउटलेट: {machine}"],
  de: ["{product} für {customer}", "Röstkaffee-Abo: {beans}"],
  fr: ["{product} pour {customer}", "Location-vente « {machine} »"],
};

export const dealTags: readonly string[] = [
  "equipment",
  "green coffee",
  "lease",
  "service",
  "trade-in",
  "Q4",
  "срочно",
  "тендер",
  "R&D",
  "🔥",
];

export const contactTags: readonly string[] = [
  "VIP",
  "wholesale",
  "HoReCa",
  "expo 'Bean Days'",
  "newsletter",
  "referral",
  "do not call",
  "опт",
  "постоянный клиент",
  "mayorista",
  "موزّع",
  "לקוח חוזר",
  "代理商",
  "常連",
  "χονδρική",
  "⭐",
  "<check>",
];

/** Tags of companies only. */
export const companyTags: readonly string[] = ["roastery", "chain", "hotel", "kiosk", "café & bakery", "поставщик"];
