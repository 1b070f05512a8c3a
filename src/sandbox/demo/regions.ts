/** Countries the demo company sells to. */
export type Region = "us" | "gb" | "ru" | "es" | "tr" | "ae" | "il" | "cn" | "jp" | "gr" | "in" | "de" | "fr" | "vn";

/** Languages that notes, tasks and deal names are written in. */
export type Language = "en" | "ru" | "es" | "tr" | "ar" | "he" | "zh" | "ja" | "el" | "hi" | "de" | "fr";

/** What differs between countries. */
export interface RegionProfile {
  language: Language;
  /** Phone formats; each `#` stands for a digit. */
  landlines: readonly string[];
  mobiles: readonly string[];
  positions: readonly string[];
}

/**
 * Phone formats are those that the country's regulator keeps for fiction (us, gb, de, fr). The other countries reserve
 * none; there the area code, prefix or exchange is one that the numbering plan leaves free, so that a demo does not
 * show anybody's number.
 */
export const regions: Record<Region, RegionProfile> = {
  us: {
    language: "en",
    landlines: ["+1 (212) 555-01##", "+1 415-555-01##", "(503) 555-01## ext. ##"],
    mobiles: ["+1 646 555 01##", "+1.206.555.01##"],
    positions: ["Owner", "Head Roaster", "Café Manager", "Purchasing", "VP, Food & Beverage", "Barista Trainer"],
  },
  gb: {
    language: "en",
    landlines: ["+44 20 7946 0###", "0161 496 0###"],
    mobiles: ["+44 7700 900###", "07700 900 ###"],
    positions: ["Founder", "Operations Manager", "Buyer", "Accounts", 'Quality Lead ("Q grader")'],
  },
  ru: {
    language: "ru",
    landlines: ["+7 (495) 000-##-##", "8 (812) 000-##-## доб. 1##", "+7 843 000 ## ##"],
    mobiles: ["+7 200 000-##-##", "8-500-000-##-##", "+7200000####"],
    positions: ["Директор", "Шеф-бариста", "Закупки", "Главный бухгалтер", "Управляющая", "Технолог обжарки"],
  },
  es: {
    language: "es",
    landlines: ["+34 510 ## ## ##", "+34 520 ### ###"],
    mobiles: ["+34 500 ### ###"],
    positions: ["Dueña", "Jefe de compras", "Tostador", "Administración", "Barista"],
  },
  tr: {
    language: "tr",
    landlines: ["+90 (212) 000 ## ##", "0232 000 ## ##"],
    mobiles: ["+90 100 000 ## ##"],
    positions: ["İşletme sahibi", "Satın alma müdürü", "Kavurma şefi", "Muhasebe"],
  },
  ae: {
    language: "ar",
    landlines: ["+971 4 000 ####", "+971 2 000 ####"],
    mobiles: ["+971 10 000 ####", "٠١٠ ٠٠٠ ١٢##"],
    positions: ["المدير العام", "مدير المشتريات", "محمّص القهوة", "محاسبة"],
  },
  il: {
    language: "he",
    landlines: ["+972-3-000-####", "04-000-####"],
    mobiles: ["+972 60-000-####"],
    positions: ["בעלים", "מנהלת רכש", "קולה ראשי", 'מנכ"לית'],
  },
  cn: {
    language: "zh",
    landlines: ["+86 21 0000 ####", "+86 (10) 0000-####"],
    mobiles: ["+86 100 0000 ####"],
    positions: ["总经理", "采购主管", "烘焙师", "财务"],
  },
  jp: {
    language: "ja",
    landlines: ["+81 3-0000-####", "06-0000-####"],
    mobiles: ["+81 90-0000-####"],
    positions: ["代表取締役", "店長", "焙煎士", "購買担当"],
  },
  gr: {
    language: "el",
    landlines: ["+30 210 000 ####", "+30 2310 000 ###"],
    mobiles: ["+30 600 000 ####"],
    positions: ["Ιδιοκτήτρια", "Υπεύθυνος αγορών", "Λογιστήριο", "Μπαρίστα"],
  },
  in: {
    language: "hi",
    landlines: ["+91 22 0000 ####", "080-0000 ####"],
    mobiles: ["+91 00000 #####"],
    positions: ["मालिक", "क्रय प्रबंधक", "रोस्टर", "लेखा विभाग"],
  },
  de: {
    language: "de",
    landlines: ["+49 30 23125 ###", "(030) 23125-###"],
    mobiles: ["+49 176 040690 ##"],
    positions: ["Geschäftsführerin", "Einkauf", "Röstmeister", "Buchhaltung"],
  },
  fr: {
    language: "fr",
    landlines: ["+33 1 99 00 ## ##"],
    mobiles: ["06 39 98 ## ##"],
    positions: ["Gérante", "Responsable des achats", "Torréfacteur"],
  },
  vn: {
    language: "en",
    landlines: ["+84 24 0000 ####"],
    mobiles: ["+84 00 000 ####"],
    positions: ["Giám đốc", "Chuyên viên thu mua"],
  },
};
