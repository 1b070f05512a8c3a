import type { Random } from "./random.js";

/** What the demo company sells. Model names read the same in every language. */
const machines: readonly string[] = [
  "Aurora 2G",
  "Aurora 3G",
  "Mistral 5",
  "Mistral 15",
  "Mistral 30 kg",
  "Molino 64",
  "Molino 83",
  "Brevo B3",
  "Aquaro F7",
];
const beans: readonly string[] = ["Sidamo 60 kg", "Huila 30 kg", "Yirgacheffe 15 kg", "Cerrado 120 kg", "Decaf 10 kg"];
const accessories: readonly string[] = ['Portafilter 58 mm "naked"', "Cups & saucers ×96"];
const products = [...machines, ...beans, ...accessories];

/** Puts articles where the text says `{machine}`, `{beans}` or, for any article, `{product}`. */
export function fillProducts(text: string, random: Random): string {
  return text
    .replaceAll("{machine}", () => random.pick(machines))
    .replaceAll("{beans}", () => random.pick(beans))
    .replaceAll("{product}", () => random.pick(products));
}
