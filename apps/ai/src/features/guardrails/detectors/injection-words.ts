/**
 * The words of injections, by what they mean, without accents and in small letters (as `words.ts` makes them). Languages: English, German,
 * French, Spanish, Italian, Portuguese, Dutch, Polish, Russian; Chinese and Japanese, which have no blanks, stand in `phrases`.
 */
export const meanings = {
  ignore:
    'ignore ignores ignoring disregard disregarding forget overlook bypass override overrides overriding neglect discard ' +
    'ignoriere ignorieren ignoriert vergiss vergesst vergessen missachte missachten ubergehe ' +
    'ignorez ignorer oublie oubliez oublier negligez ' +
    'ignora ignorad ignorar ignoren olvida olvide olviden olvidar descarta ' +
    'ignorate dimentica dimenticate dimenticare trascura ' +
    'ignorem esqueca esquecam esquecer desconsidere desconsiderar ' +
    'negeer negeren vergeet ' +
    'zignoruj ignoruj zapomnij pomin ' +
    'игнорируи игнорируите проигнорируи забудь забудьте',
  previous:
    'previous prior above preceding earlier former foregoing existing original initial all any your ' +
    'vorherigen vorherige vorigen bisherigen bisherige obigen obige fruheren alle deine ihre ursprunglichen ' +
    'precedentes precedente precedents anterieures ci-dessus toutes tes vos ' +
    'anteriores anterior previas previos todas tus sus ' +
    'precedenti tutte tue ' +
    'suas ' +
    'vorige eerdere bovenstaande jouw ' +
    'poprzednie wczesniejsze powyzsze wszystkie swoje ' +
    'предыдущие предыдущии прошлые все свои',
  instructions:
    'instructions instruction prompt prompts guidelines directives directive rules programming training guardrails safeguards restrictions constraints policies ' +
    'anweisungen anweisung instruktionen regeln vorgaben richtlinien befehle ' +
    'consignes regles directives ' +
    'instrucciones reglas indicaciones directrices ' +
    'istruzioni regole direttive ' +
    'instrucoes regras diretrizes ' +
    'instructies regels richtlijnen ' +
    'instrukcje polecenia zasady ' +
    'инструкции указания правила',
  reveal:
    'reveal show print output repeat display disclose leak dump expose recite tell translate summarize ' +
    'zeige verrate gib nenne wiederhole drucke ' +
    'montre montrez revele revelez affiche affichez repete repetez ' +
    'muestra muestrame revela repite imprime ' +
    'mostra mostrami rivela ripeti stampa ' +
    'mostre revele repita ' +
    'toon onthul herhaal ' +
    'pokaz ujawnij powtorz ' +
    'покажи раскрои повтори выведи',
  system:
    'system hidden secret internal developer initial confidential ' +
    'systemprompt versteckten geheimen interne systeme cache sistema oculto nascosto systeem ukryty systemowy системныи системные скрытые',
  prompt:
    'prompt prompts instructions systemprompt anweisungen instruktionen consignes instrucciones istruzioni instrucoes instructies instrukcje промпт инструкции',
  now: 'now henceforth onwards nun jetzt desormais maintenant ahora adesso ora agora nu voortaan teraz теперь отныне',
  be: 'are act behave become bist agierst es agis eres actua sei agisci aja bent jestes ты вы',
  free:
    'unrestricted unfiltered uncensored jailbreak jailbroken dan dude evil amoral unlimited unbound limitless ' +
    'uneingeschrankt unzensiert sans-limites illimite sinlimites illimitato irrestrita ongecensureerd',
  mode: 'mode modus modo modalita tryb режим',
  special:
    'developer debug god admin administrator root sudo maintenance dan entwickler wartungs desarrollador sviluppatore',
  not: 'not never dont without nicht nie ohne ne pas sans no nunca sin non mai senza nao sem niet nooit zonder nie bez не никогда без',
  tell: 'tell inform mention warn notify reveal say telling mentioning informing sage sagen erwahne informiere dis dire mentionne digas menciones dire menzionare diga mencione vertel vermeld mow wspominaj говори упоминаи',
  user: 'user users human anyone nutzer benutzer anwender utilisateur usuario utente gebruiker uzytkownik uzytkownikowi пользователю пользователь',
  send: 'send forward upload post exfiltrate transmit deliver email submit append encode embed sende schicke ubertrage leite envoie envoyez transmets envia reenvia manda invia inoltra envie encaminhe stuur verzend wyslij przeslij отправь перешли',
  loot:
    'password passwords credentials credential apikey secrets tokens token cookies ssn conversation history ' +
    'passworter zugangsdaten geheimnisse passe identifiants contrasenas credenciales password credenziali senhas credenciais wachtwoorden hasla пароли',
  where: 'http https webhook url server endpoint www address',
  new: 'new updated revised important urgent neue neuen wichtige nouvelles nuevas nuove novas nieuwe nowe новые',
  role: 'system assistant developer ai model chatbot llm ki ia',
} as const;
export type Meaning = keyof typeof meanings;

/** Meanings that together, within so many words, in this order for the first, are a signal. */
export interface WordRule {
  kind: string;
  weight: number;
  /** The first begins; the others may stand in any order behind it. */
  needs: readonly [Meaning, ...Meaning[]];
  within: number;
  /** Counts for nothing right behind a "not". */
  unlessNot?: boolean;
}
export const wordRules: readonly WordRule[] = [
  { kind: 'override', weight: 0.75, needs: ['ignore', 'previous', 'instructions'], within: 8, unlessNot: true },
  { kind: 'prompt-theft', weight: 0.7, needs: ['reveal', 'system', 'prompt'], within: 8, unlessNot: true },
  { kind: 'role-change', weight: 0.7, needs: ['be', 'now', 'free'], within: 10 },
  { kind: 'role-change', weight: 0.7, needs: ['now', 'be', 'free'], within: 10 },
  { kind: 'role-change', weight: 0.35, needs: ['now', 'be', 'role'], within: 5 },
  { kind: 'special-mode', weight: 0.5, needs: ['special', 'mode'], within: 2 },
  { kind: 'special-mode', weight: 0.5, needs: ['free', 'mode'], within: 3 },
  { kind: 'concealment', weight: 0.5, needs: ['not', 'tell', 'user'], within: 5 },
  { kind: 'exfiltration', weight: 0.6, needs: ['send', 'loot', 'where'], within: 16 },
  { kind: 'new-instructions', weight: 0.35, needs: ['new', 'instructions'], within: 2 },
  { kind: 'new-instructions', weight: 0.35, needs: ['system', 'ignore'], within: 2 },
];

/** Sequences of characters, for languages without blanks. */
export const phrases: readonly { kind: string; weight: number; text: RegExp }[] = [
  {
    kind: 'override',
    weight: 0.75,
    text: /(?:忽略|无视|無視|忘记|忘記|不要理会)[^。\n]{0,12}(?:指令|指示|规则|規則|提示|说明)/g,
  },
  { kind: 'override', weight: 0.75, text: /(?:指示|命令|ルール|プロンプト)[^。\n]{0,6}(?:無視|忘れ)/g },
  {
    kind: 'prompt-theft',
    weight: 0.7,
    text: /(?:显示|告诉我|输出|透露|顯示|教えて|表示)[^。\n]{0,12}(?:系统提示|系統提示|システムプロンプト)/g,
  },
  { kind: 'prompt-theft', weight: 0.7, text: /システムプロンプト[^。\n]{0,8}(?:表示|教え|出力)/g },
  { kind: 'override', weight: 0.75, text: /이전[^.\n]{0,12}(?:지시|명령|규칙)[^.\n]{0,8}(?:무시|잊)/g },
  { kind: 'override', weight: 0.75, text: /(?:تجاهل|انس)[^.\n]{0,20}(?:التعليمات|الأوامر|القواعد)/g },
];
