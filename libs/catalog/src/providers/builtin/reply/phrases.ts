import type { Language } from '../text/language.js';

/** Sentences that promise nothing: the rules do not know what will happen. */
interface Phrases {
  hello(name?: string): string;
  thanks(order?: string): string;
  found(facts: string): string;
  notFound: string;
  about: Record<string, string>;
  closing: string;
}

export const phrases: Record<Language, Phrases> = {
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    thanks: (order) => (order ? `thank you for your message about order ${order}.` : 'thank you for your message.'),
    found: (facts) => `This is what we found: ${facts}.`,
    notFound: 'We could not find this order. Could you please check the number and send it to us again?',
    about: {
      refund: 'We have received your request for a refund and are checking it.',
      bug: 'We are sorry that it does not work as it should. Our technicians are looking into the fault you describe.',
      billing: 'We are checking the invoice and the payment with our accounts department.',
      shipping: 'We are checking where your delivery is.',
      positive: 'We are glad to read your kind words and have passed them on to the team.',
      negative: 'We are sorry for the trouble. We are looking into it.',
      other: 'We have read it and will come back to you about it.',
    },
    closing: 'Kind regards',
  },
  de: {
    hello: (name) => (name ? `Guten Tag ${name},` : 'Guten Tag,'),
    thanks: (order) =>
      order ? `vielen Dank für Ihre Nachricht zur Bestellung ${order}.` : 'vielen Dank für Ihre Nachricht.',
    found: (facts) => `Dazu liegt uns vor: ${facts}.`,
    notFound:
      'Zu dieser Bestellnummer haben wir nichts gefunden. Würden Sie sie bitte prüfen und uns noch einmal schicken?',
    about: {
      refund: 'Ihr Wunsch nach einer Erstattung ist bei uns eingegangen und wird geprüft.',
      bug: 'Es tut uns leid, dass etwas nicht so funktioniert, wie es soll. Unsere Technik geht dem beschriebenen Fehler nach.',
      billing: 'Wir prüfen Rechnung und Zahlung mit unserer Buchhaltung.',
      shipping: 'Wir prüfen, wo Ihre Lieferung ist.',
      positive: 'Wir freuen uns über Ihre freundlichen Worte und haben sie weitergegeben.',
      negative: 'Der Ärger tut uns leid. Wir gehen der Sache nach.',
      other: 'Wir haben sie gelesen und melden uns dazu bei Ihnen.',
    },
    closing: 'Mit freundlichen Grüßen',
  },
  es: {
    hello: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
    thanks: (order) => (order ? `Gracias por su mensaje sobre el pedido ${order}.` : 'Gracias por su mensaje.'),
    found: (facts) => `Esto es lo que consta: ${facts}.`,
    notFound: 'No encontramos ese pedido. ¿Podría comprobar el número y enviárnoslo de nuevo?',
    about: {
      refund: 'Hemos recibido su solicitud de reembolso y la estamos revisando.',
      bug: 'Lamentamos que no funcione como debería. Nuestros técnicos están estudiando el fallo que describe.',
      billing: 'Estamos revisando la factura y el pago con contabilidad.',
      shipping: 'Estamos comprobando dónde está su envío.',
      positive: 'Nos alegran sus amables palabras y se las hemos hecho llegar al equipo.',
      negative: 'Lamentamos las molestias. Lo estamos revisando.',
      other: 'Lo hemos leído y le responderemos al respecto.',
    },
    closing: 'Un cordial saludo',
  },
  fr: {
    hello: (name) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    thanks: (order) =>
      order ? `merci pour votre message au sujet de la commande ${order}.` : 'merci pour votre message.',
    found: (facts) => `Voici ce que nous avons trouvé : ${facts}.`,
    notFound: 'Nous ne trouvons pas cette commande. Pourriez-vous vérifier le numéro et nous le renvoyer ?',
    about: {
      refund: 'Nous avons bien reçu votre demande de remboursement et nous l’examinons.',
      bug: 'Nous sommes désolés que cela ne fonctionne pas comme prévu. Nos techniciens étudient la panne que vous décrivez.',
      billing: 'Nous vérifions la facture et le paiement avec notre comptabilité.',
      shipping: 'Nous vérifions où se trouve votre livraison.',
      positive: 'Vos mots aimables nous font plaisir et nous les avons transmis à l’équipe.',
      negative: 'Nous sommes désolés pour ce désagrément. Nous l’examinons.',
      other: 'Nous l’avons lu et reviendrons vers vous à ce sujet.',
    },
    closing: 'Cordialement',
  },
};
