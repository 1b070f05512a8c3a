import type { Language } from "./regions.js";

/** Texts for each kind of task. `{product}`, `{machine}` and `{beans}` are filled in. */
export interface TaskTexts {
  CALL: readonly string[];
  LETTER: readonly string[];
  MEETING: readonly string[];
}

const english: TaskTexts = {
  CALL: [
    "Call back about {product}",
    "Ask whether the filter arrived",
    "Remind of the overdue invoice",
    "Confirm the delivery slot (before 7 am!)",
    "How was the first week with {machine}?",
  ],
  LETTER: [
    "Send the offer for {product}",
    "Send contract & price list",
    "Write down what we agreed on the phone",
    'Answer the "too expensive" mail',
    "Send photos of the <installation plan>",
  ],
  MEETING: [
    "Cupping at the roastery",
    "Site visit: water, power, counter",
    "Demo of {machine}",
    "Barista training, day 1",
  ],
};

const russian: TaskTexts = {
  CALL: [
    "Перезвонить по {product}",
    "Уточнить адрес доставки",
    "Напомнить про оплату счёта",
    "Узнать, подошёл ли помол",
  ],
  LETTER: ["Отправить КП на {product}", "Выслать договор & акт", "Ответить на жалобу"],
  MEETING: ["Дегустация в цеху", "Замер воды и электрики", "Показать {machine} «вживую»"],
};

/** Languages without texts of their own are served in English, as the team does. */
export const taskTexts: Record<Language, TaskTexts> = {
  en: english,
  ru: russian,
  es: {
    CALL: ["Llamar por {product}", "¿Llegó el pedido?"],
    LETTER: ["Enviar presupuesto de {product}"],
    MEETING: ["Cata con el dueño", "Visita técnica"],
  },
  tr: {
    CALL: ["{product} için geri ara", "Ödemeyi hatırlat"],
    LETTER: ["Teklif gönder: {product}"],
    MEETING: ["Kavurma atölyesinde görüşme"],
  },
  ar: {
    CALL: ["الاتصال بشأن {product}"],
    LETTER: ["إرسال عرض السعر: {product}"],
    MEETING: ["جلسة تذوّق"],
  },
  he: {
    CALL: ["לחזור בעניין {product}"],
    LETTER: ["לשלוח הצעת מחיר"],
    MEETING: ["טעימות אצל הלקוח"],
  },
  zh: { CALL: ["回电：{product}"], LETTER: ["发送报价单"], MEETING: ["门店演示 {machine}"] },
  ja: { CALL: ["{product}の件で折り返し電話"], LETTER: ["見積書を送付"], MEETING: ["カッピング会"] },
  el: {
    CALL: ["Τηλεφώνημα για {product}"],
    LETTER: ["Αποστολή προσφοράς"],
    MEETING: ["Επίσκεψη στο κατάστημα"],
  },
  hi: { CALL: ["{product} के बारे में फ़ोन करें"], LETTER: ["कोटेशन भेजें"], MEETING: ["कपिंग सत्र"] },
  de: english,
  fr: english,
};

/** Tasks of the team itself, which belong to no record. */
export const ownTasks: readonly string[] = [
  "Order business cards",
  "Weekly pipeline review",
  "Инвентаризация склада",
  "Renew the trade fair stand",
  "Calibrate the demo grinders",
  "Сдать отчёт за квартал",
  "Book the room for the cupping course",
  "Update the price list & photos",
];
