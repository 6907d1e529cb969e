import { wordsOf } from './fold.js';

export const languages = ['en', 'de', 'es', 'fr'] as const;
export type Language = (typeof languages)[number];

/** Frequent function words. They tell the language, and carry no meaning of their own. */
const functionWords: Record<Language, ReadonlySet<string>> = {
  en: new Set(
    wordsOf(
      'the a an and or but if of to in on at for from with without by as is are was were be been being am do does did done have has had having i me my mine we us our you your he him his she her it its they them their this that these those not no nor so than then there here what which who whom when where why how can could will would shall should may might must just very too also only about into over after before again still any some all both each more most other own same up down out off because while until since please hi hello dear thanks thank regards',
    ),
  ),
  de: new Set(
    wordsOf(
      'der die das den dem des ein eine einen einem einer eines und oder aber wenn ist sind war waren bin bist sein habe hat haben hatte hatten wird werden wurde wurden kann konnen konnte muss soll will mochte ich mich mir mein meine meinen meinem meiner wir uns unser unsere sie ihr ihre ihnen ihren er es ihm ihn man dass nicht kein keine keinen nur noch schon auch sehr so zu zum zur von vom mit ohne bei im in am an auf aus fur uber unter nach vor seit bis wie was wer wo wann warum welche welcher als dann da hier dort doch denn weil obwohl bitte hallo danke gruß grusse freundlichen damen herren',
    ),
  ),
  es: new Set(
    wordsOf(
      'el la los las un una unos unas y o pero si de del al a en por para con sin es son era eran soy ser estar esta estan este esto estos ha han he hemos hay tengo tiene tienen no ni me mi mis nos nuestro nuestra su sus se le les lo que quien cual cuando donde como porque ya muy mas menos tambien solo sobre entre hasta desde antes despues todo toda todos otra otro ustedes usted ellos ella yo hola gracias saludo saludos buenos buenas dias tardes quiero puedo pueden',
    ),
  ),
  fr: new Set(
    wordsOf(
      'le la les un une des du de d l et ou mais si a au aux en dans sur sous par pour avec sans est sont etait suis etre ai as a avons avez ont avait je j me m mon ma mes nous notre nos vous votre vos il elle ils elles on se s son sa ses leur ce cet cette ces ne n pas plus que qu qui quoi dont quand ou comment pourquoi quel quelle tres aussi seulement bien bonjour merci cordialement salutations madame monsieur depuis jusqu chez toujours encore',
    ),
  ),
};

/** The language of most function words; English when there are none. */
export function languageOf(text: string): Language {
  const counts = { en: 0, de: 0, es: 0, fr: 0 };
  for (const word of wordsOf(text))
    for (const language of languages) if (functionWords[language].has(word)) counts[language] += 1;
  return languages.reduce((best, language) => (counts[language] > counts[best] ? language : best), 'en');
}

export const isFunctionWord = (folded: string): boolean =>
  languages.some((language) => functionWords[language].has(folded));
