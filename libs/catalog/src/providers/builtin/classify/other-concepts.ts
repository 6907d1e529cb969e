import { concept } from './concept.js';

/** Further things that labels often mean: contract and account matters, mood, urgency, business functions. */
export const otherConcepts = [
  concept('cancellation', {
    names: 'cancel, termination, churn, kündigung, storno, cancelación, baja, résiliation, annulation',
    strong: [
      'cancel my, cancel the, cancellation, terminate, end my subscription, close my account, stop my subscription',
      'kündig, storn, vertrag beenden, abo beenden, konto schließen',
      'cancelar, cancelen, darme de baja, dar de baja, anular, rescind',
      'résili, annuler, annulation, mettre fin, clôturer mon compte',
    ],
    usual: ['cancel, subscription, contract, abo$, vertrag, suscripción, contrato, abonnement, contrat'],
  }),
  concept('account', {
    names: 'account, login, access, password, profile, konto, zugang, anmeldung, cuenta, acceso, compte, accès',
    strong: [
      'password, log in, login, sign in, locked out, two-factor, verification code, reset link, username, my account',
      'passwort, kennwort, anmeld, einloggen, zugang, benutzername, gesperrt, mein konto',
      'contraseña, iniciar sesión, acceder, usuario, verificación, mi cuenta, bloquead',
      'mot de passe, connexion, me connecter, identifiant, mon compte, vérification',
    ],
    usual: ['account, profile, e-mail address, konto, profil, cuenta, perfil, compte'],
  }),
  concept('sales', {
    names:
      'sales, lead, pricing, quote, purchase, upsell, partner, vertrieb, verkauf, angebot, preis, ventas, presupuesto, precio, ventes, devis, tarif',
    strong: [
      'quote, quotation, pricing, price list, bulk, quantity, volume discount, reseller, demo$, prepare an offer, proposal, interested in buying, upgrade, enterprise plan',
      'angebot, preisliste, mengenrabatt, großbestell, händler, vorführ, staffelpreis',
      'presupuesto, lista de precios, al por mayor, descuento por volumen, distribuidor, demostración',
      'devis, tarif, liste de prix, en gros, remise, revendeur, démonstration',
    ],
    usual: ['price, discount, offer, buy, order, preis, rabatt, kaufen, precio, descuento, compr, prix, achet'],
  }),
  concept('positive', {
    names:
      'positive, praise, compliment, happy, satisfied, testimonial, lob, positiv, zufrieden, elogio, positivo, satisfecho, éloge, positif, satisfait',
    strong: [
      'love$, loved, excellent, amazing, fantastic, wonderful, perfect, great, awesome, happy with, very satisfied, well done, impressed, delighted, highly recommend, brilliant, superb',
      'super, großartig, fantastisch, wunderbar, perfekt, toll, begeistert, zufrieden, hervorragend, ausgezeichnet, klasse, spitze, weiter so',
      'excelente, genial, fantástic, maravillos, perfect, encanta, satisfech, estupend, increíble, enhorabuena',
      'excellent, génial, fantastique, magnifique, parfait, ravi, satisfait, super, formidable, bravo, adore',
    ],
    usual: [
      'good$, nice, thank you so much, helpful, friendly, fast, gut$, schön, freundlich, schnell, bueno, amable, rápid, bon$, bonne, aimable, rapide',
    ],
  }),
  concept('negative', {
    names:
      'negative, complaint, angry, unhappy, dissatisfied, beschwerde, reklamation, negativ, unzufrieden, queja, reclamación, negativo, plainte, réclamation, négatif, mécontent',
    strong: [
      'terrible, awful, horrible, worst, unacceptable, disappoint, angry, furious, complain, useless, ridiculous, disgrace, never again, waste of, frustrat, fed up, lawyer, scandal',
      'schrecklich, furchtbar, unverschämt, inakzeptabel, enttäusch, wütend, beschwer, reklam, frechheit, nie wieder, katastroph, unmöglich, ärger, verärgert, anwalt, unzufrieden',
      'terrible, horrible, inaceptable, decepcion, enfadad, queja, reclam, vergüenza, nunca más, pésim, hart, abogado, inútil, indignad',
      'terrible, horrible, inacceptable, déçu, décevant, furieux, plaindre, plainte, réclam, honte, plus jamais, nul$, avocat, mécontent, scandal',
    ],
    usual: [
      'bad$, poor, slow, still no, again$, broken, not .. work, schlecht, langsam, immer noch, schon wieder, kaputt, mal$, lent, todavía no, otra vez, mauvais, toujours pas, encore',
    ],
  }),
  concept('urgent', {
    names:
      'urgent, high, critical, emergency, priority, asap, dringend, eilig, hoch, kritisch, urgente, crítico, alta, urgence, critique, haute',
    strong: [
      'urgent, asap, as soon as possible, immediately, emergency, right now, today$, by tomorrow, critical, production is down, right away, deadline, at once',
      'dringend, sofort, umgehend, schnellstmöglich, so schnell wie möglich, eilt, eilig, heute noch, bis morgen, notfall, unverzüglich, kritisch',
      'urgente, inmediat, cuanto antes, lo antes posible, hoy mismo, emergencia, antes de mañana, crític',
      'urgent, immédiat, au plus vite, dès que possible, aujourd’hui, avant demain, urgence, critique, tout de suite',
    ],
    usual: [
      'need .. by, before friday, before monday, third email, waiting for weeks, brauche .. bis, schon wieder, necesito .. antes, besoin .. avant, !!',
    ],
  }),
  concept('job', {
    names:
      'job, application, career, recruiting, hr$, human resources, bewerbung, personal, karriere, empleo, recursos humanos, candidature, emploi, recrutement',
    strong: [
      'curriculum vitae, resume$, cv$, apply for, job application, vacancy, internship, cover letter, salary, hiring',
      'bewerb, lebenslauf, stelle$, praktikum, gehalt, anschreiben, personalabteilung',
      'currículum, candidatura, vacante, puesto de trabajo, prácticas, empleo',
      'candidature, poste$, stage$, embauche, lettre de motivation, emploi',
    ],
    usual: ['position, career, interview, karriere, entrevista, entretien, job$'],
  }),
  concept('legal', {
    names:
      'legal, privacy, gdpr, compliance, contract, recht, datenschutz, vertrag, privacidad, contrato, juridique, confidentialité',
    strong: [
      'gdpr, personal data, data protection, delete my data, privacy, lawyer, attorney, lawsuit, legal action, contract, terms and conditions, liability',
      'dsgvo, datenschutz, personenbezogen, daten löschen, anwalt, klage, rechtlich, vertrag, agb$, haftung',
      'rgpd, datos personales, protección de datos, borrar mis datos, abogado, demanda, contrato, responsabilidad',
      'rgpd, données personnelles, protection des données, supprimer mes données, avocat, contrat, responsabilité',
    ],
    usual: ['law$, clause, agreement, gesetz, vereinbarung, ley$, cláusula, acuerdo, loi$, accord'],
  }),
  concept('feature', {
    names:
      'feature, suggestion, idea, improvement, wish, request, vorschlag, wunsch, verbesserung, idee, sugerencia, mejora, suggestion, amélioration, idée',
    strong: [
      'feature request, suggestion, would be great if, would be nice if, please add, it would help if, wish there, could you add, idea for',
      'vorschlag, wäre schön wenn, wäre toll wenn, wünsche mir, bitte .. hinzufüg, anregung, verbesserungsvorschlag',
      'sugerencia, sería genial, sería bueno, podrían añadir, añadan, propongo',
      'suggestion, ce serait bien, pourriez-vous ajouter, ajoutez, je propose',
    ],
    usual: ['feature, improve, idea, funktion, verbesser, mejorar, idea, fonctionnalité, amélior'],
  }),
  concept('appointment', {
    names:
      'appointment, meeting, booking, schedule, reservation, termin, buchung, reservierung, cita, reunión, reserva, rendez-vous, réunion, réservation',
    strong: [
      'appointment, meeting, schedule a, reschedule, book a, booking, reservation, calendar, available on',
      'termin, besprechung, vereinbaren, verschieben, reservier, kalender',
      'cita$, reunión, reserva, agendar, calendario, reprogramar',
      'rendez-vous, réunion, réserv, calendrier, reporter, disponible le',
    ],
    usual: [
      'monday, tuesday, wednesday, thursday, friday, call me, montag, dienstag, mittwoch, donnerstag, freitag, lunes, martes, jueves, viernes, lundi, mardi, jeudi, vendredi',
    ],
  }),
] as const;
