import type { Region } from "./regions.js";

/** A company of the demo account. */
export interface Company {
  region: Region;
  name: string;
  /** Mail and web domain, always one that is reserved for examples. */
  domain: string;
  /** Postal address in one line. */
  street: string;
}

export const companies: readonly Company[] = [
  { region: "us", name: "Bean There & Back, Inc.", domain: "beanthere.example", street: "114 Front St, Brooklyn, NY" },
  { region: "us", name: 'O\'Brien "Second Crack" Roasters', domain: "secondcrack.example", street: "7 Pier Rd #2" },
  {
    region: "us",
    name: "Copper & Crema LLC",
    domain: "coppercrema.example",
    street: "2200 NW Quimby St, Portland, OR",
  },
  {
    region: "us",
    name: "☕ Daily Grind 🚀 Airport Kiosks",
    domain: "dailygrind.example.com",
    street: "Terminal B, Gate 14",
  },
  { region: "us", name: "if (awake) {return;} Coffee <dev/> Bar", domain: "awake.example", street: "1 Loop Way" },
  { region: "gb", name: "Fox & Kettle Ltd", domain: "foxandkettle.example", street: "31 Brick Row, London E2" },
  { region: "gb", name: "The Tin Spoon", domain: "tinspoon.example", street: "Unit 4, Old Dye Works, Leeds" },
  { region: "gb", name: "Caffè Perché? (Manchester)", domain: "perche.example.org", street: "88 Tib Lane, Manchester" },
  { region: "gb", name: "Siân's Tŷ Coffi", domain: "tycoffi.example", street: "12 Heol y Bont, Caerdydd" },
  { region: "ru", name: "ООО «Кофейный дом»", domain: "kofedom.example", street: "ул. Садовая, д. 12, стр. 3, Москва" },
  { region: "ru", name: "ИП Ёлкина А. С.", domain: "yolkina.example", street: "Невский пр., 18, лит. А, оф. 5, СПб" },
  { region: "ru", name: "Пекарня «Щука & Щи»", domain: "shchuka.example", street: "ул. Баумана, 44, Казань" },
  {
    region: "ru",
    name: "АО «Объединённые Кофейни»",
    domain: "ok-coffee.example",
    street: "Ленинский пр-т, 101, Москва",
  },
  { region: "ru", name: "Обжарочный цех №7", domain: "ceh7.example", street: "промзона «Юг», корп. 7, Екатеринбург" },
  { region: "ru", name: "Кофе <на углу>", domain: "nauglu.example", street: "Красный пр., 1, Новосибирск" },
  {
    region: "ru",
    name: "Гостиница «Волга»",
    domain: "volga-hotel.example",
    street: "наб. Федоровского, 5, Нижний Новгород",
  },
  { region: "ru", name: "Сеть «Утро/Вечер» 24×7", domain: "utrovecher.example", street: "ул. Мира, 9, Сочи" },
  { region: "ru", name: "Сервис-центр «Бойлер»", domain: "boiler.example", street: "2-й Вокзальный пер., 3, Тверь" },
  {
    region: "es",
    name: "Tostadero La Ñusta, S.L.",
    domain: "lanusta.example",
    street: "C/ de la Cañada, 14, 2.º B, Madrid",
  },
  { region: "es", name: "Café «El Pingüino»", domain: "pinguino.example", street: "Av. del Puerto 210, València" },
  { region: "es", name: "Hermanos Muñoz e Hijas", domain: "munoz.example", street: "Plaza Mayor, 3, Salamanca" },
  { region: "es", name: "¿Y el café?", domain: "yelcafe.example", street: "Rúa Nova 27, Santiago" },
  {
    region: "tr",
    name: "Şişli Kahve Sanayi A.Ş.",
    domain: "sislikahve.example",
    street: "Halaskargazi Cad. No: 120, İstanbul",
  },
  { region: "tr", name: "Iğdır Değirmeni", domain: "igdir.example", street: "Çarşı Sok. 8/A, İzmir" },
  { region: "tr", name: "Boğaziçi Otelcilik", domain: "bogazici.example", street: "Yalıköy Mah. 15, İstanbul" },
  {
    region: "ae",
    name: "محمصة النخيل (ش.م.م)",
    domain: "nakheel-roastery.example",
    street: "شارع الميناء، مبنى ١٢، دبي",
  },
  { region: "ae", name: "مقهى Qahwa & Co. العربي", domain: "qahwa.example", street: "كورنيش أبوظبي، برج ٣" },
  { region: "il", name: 'בית קליה "הגרגר" בע"מ', domain: "hagargar.example", street: "רח' הרצל 24, תל אביב" },
  { region: "il", name: "קפה דרום 7", domain: "darom7.example", street: "שד' הנשיא 7, חיפה" },
  { region: "cn", name: "山雀咖啡设备有限公司", domain: "shanque.example", street: "上海市徐汇区乌鲁木齐路100号" },
  { region: "cn", name: "北岸咖啡（连锁）", domain: "beian.example", street: "北京市东城区鼓楼东大街8号" },
  { region: "jp", name: "株式会社 朝霧珈琲", domain: "asagiri.example", street: "東京都台東区谷中1-2-3 朝霧ビル2F" },
  { region: "jp", name: "喫茶ポプラ", domain: "poplar.example", street: "大阪市北区中崎西4-5-6" },
  {
    region: "gr",
    name: "Καφεκοπτείο Λευκός Πύργος Α.Ε.",
    domain: "lefkos.example",
    street: "Τσιμισκή 52, Θεσσαλονίκη",
  },
  { region: "gr", name: "Καφές & Θάλασσα", domain: "thalassa.example", street: "Ακτή Μιαούλη 9, Πειραιάς" },
  { region: "in", name: "नीलगिरि कॉफ़ी वर्क्स प्रा. लि.", domain: "nilgiri.example", street: "42, महात्मा गांधी मार्ग, मुंबई" },
  { region: "in", name: "चाय? नहीं, कॉफ़ी!", domain: "nahincoffee.example", street: "8वीं क्रॉस, इंदिरानगर, बेंगलुरु" },
  {
    region: "de",
    name: "Rösterei Grünspan GmbH & Co. KG",
    domain: "gruenspan.example",
    street: "Weserstraße 19, 12045 Berlin",
  },
  { region: "de", name: "Café Übermut", domain: "uebermut.example", street: "Schäfflergasse 3, München" },
  { region: "fr", name: "L'Œuf & le Café", domain: "oeufcafe.example", street: "9 bis, rue de l'Abbaye, Lyon" },
];
