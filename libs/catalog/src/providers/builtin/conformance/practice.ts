/** Messages to several invented shops, written to practise the rules on. For tests. */
export const practice: readonly (readonly [topic: string, text: string])[] = [
  [
    'refund',
    'Returned jacket\nI dropped the jacket off at the post office last Monday and would like the 79 pounds back on my account. Thanks, Joe',
  ],
  [
    'refund',
    'Cancellation of my subscription box\nI cancelled before the cut-off date but the box came anyway. I have refused it. When will I be reimbursed?',
  ],
  [
    'refund',
    'Still waiting for my money\nYou promised on the phone that the sum would be back within ten days. It has been a month. Please settle this.',
  ],
  [
    'refund',
    'Rücksendung angekommen?\nIch habe die Schuhe vor zwei Wochen zurückgeschickt. Die Gutschrift über 64,50 Euro fehlt bis heute.',
  ],
  [
    'refund',
    'Vom Kauf zurücktreten\nDer Tisch hat einen Riss. Eine Reparatur möchte ich nicht, sondern mein Geld. Bitte bestätigen Sie mir das schriftlich.',
  ],
  [
    'refund',
    'Devolución de importe\nDevolví la cámara hace diez días y en mi banco todavía no aparece el abono. ¿Pueden comprobarlo?',
  ],
  [
    'refund',
    'Anulación\nHe anulado el pedido el mismo día porque lo encontré más barato. Espero que me abonen los 35 euros.',
  ],
  [
    'refund',
    'Remboursement\nJ’ai renvoyé le pull il y a trois semaines et je n’ai toujours pas été remboursée des 45 euros.',
  ],
  [
    'refund',
    'The lamp was cracked\nIt came with a crack in the shade. I do not want a new one, just give me the 30 dollars back, please.',
  ],
  [
    'refund',
    'Price guarantee\nI bought the kettle on Monday and on Tuesday it was 15 euros cheaper. Can you pay back the difference?',
  ],
  [
    'bug',
    'No sound after update\nSince yesterday’s update the radio shows the station name but stays silent. I already unplugged it for an hour.',
  ],
  ['bug', 'Login loop\nWhenever I enter my password the app jumps back to the start page. Happens on my tablet too.'],
  [
    'bug',
    'Kaffeemaschine tropft\nSeit gestern läuft unten Wasser heraus und das Display zeigt E03. Entkalkt habe ich sie schon zweimal.',
  ],
  [
    'bug',
    'Uhr synchronisiert nicht\nDie Uhr findet mein Telefon nicht mehr, obwohl beides neu gestartet wurde. Woran liegt das?',
  ],
  ['bug', 'Akku nach einer Stunde leer\nAm Anfang hielt er den ganzen Tag, jetzt ist das Gerät nach einer Stunde aus.'],
  [
    'bug',
    'La pantalla parpadea\nDesde el lunes la pantalla parpadea y a veces se pone negra. He probado otro cable y nada.',
  ],
  [
    'bug',
    'No puedo entrar en la aplicación\nAl abrirla aparece una pantalla blanca y luego se cierra. Tengo un móvil nuevo.',
  ],
  ['bug', 'Le casque grésille\nDepuis deux jours le côté droit grésille et le son disparaît par moments. Que faire ?'],
  [
    'bug',
    'Hissing in the right channel\nThere is a loud hiss in the right channel as soon as I switch it on. Different cable, same result.',
  ],
  [
    'bug',
    'Button came off\nThe volume button fell off after a week of normal use and now I can’t change the volume at all.',
  ],
  [
    'bug',
    'Case does not close\nThe lid of the charging case no longer stays shut and the left bud is not charged overnight.',
  ],
  [
    'billing',
    'Two invoices for one purchase\nI received two invoices with different numbers although I ordered only once. Which one should I pay?',
  ],
  [
    'billing',
    'PayPal took the money twice\nMy PayPal account shows two transactions of 54.20 on the same day for one purchase.',
  ],
  [
    'billing',
    'Company name on the bill\nCould you change the name on the receipt to our company? We need it for our tax return.',
  ],
  [
    'billing',
    'Rechnungskopie\nKönnen Sie mir die Rechnung vom Mai noch einmal als PDF schicken? Ich brauche sie für das Finanzamt.',
  ],
  [
    'billing',
    'Falscher Betrag eingezogen\nStatt 59 Euro wurden 95 Euro von meinem Konto eingezogen. Da liegt wohl ein Zahlendreher vor.',
  ],
  [
    'billing',
    'Rabattcode nicht berücksichtigt\nIch habe beim Bezahlen den Code SOMMER10 eingegeben, trotzdem wurde mir der volle Preis berechnet.',
  ],
  [
    'billing',
    'Me han cobrado de más\nEn la web ponía 39 euros y en mi tarjeta aparecen 49. Revisen el cargo, por favor.',
  ],
  ['billing', 'Datos fiscales\nNecesito que corrijan el NIF en la factura del mes pasado.'],
  ['billing', 'Double prélèvement\nMon compte a été débité deux fois pour le même achat. Merci de vérifier.'],
  [
    'billing',
    'Card declined\nMy card is declined at checkout every time although the bank says everything is fine. Which payment methods do you take?',
  ],
  [
    'billing',
    'Voucher was not deducted\nI entered a gift voucher of 25 euros, but the full amount was charged to my credit card.',
  ],
  [
    'shipping',
    'Change of address\nI have just ordered and noticed that my old street is still in my profile. Please send it to 14 Mill Lane instead.',
  ],
  ['shipping', 'Empty box\nThe carton arrived today, taped up, with nothing in it but paper.'],
  [
    'shipping',
    'Wrong colour in the box\nI ordered the blue one, a green one came. Please send the right one and collect the other.',
  ],
  [
    'shipping',
    'Wann kommt meine Bestellung?\nLaut E-Mail sollte sie am Dienstag da sein. Heute ist Freitag und ich habe nichts gehört.',
  ],
  [
    'shipping',
    'Sendung beschädigt\nDer Karton war völlig durchnässt, der Bote hat ihn einfach in den Regen gestellt. Eine Tasse fehlt.',
  ],
  ['shipping', 'Nur die Hälfte bekommen\nVon den vier bestellten Gläsern waren nur zwei im Paket.'],
  ['shipping', '¿Cuándo sale mi pedido?\nLlevo una semana viendo «en preparación». Lo necesito para el sábado.'],
  ['shipping', 'Pedido incompleto\nHa llegado la caja, pero falta el cargador. ¿Me lo mandan?'],
  ['shipping', 'Colis jamais arrivé\nLe suivi indique « livré » mais je n’ai rien reçu et le gardien non plus.'],
  [
    'shipping',
    'Held at the depot\nThe driver left a card but the depot says they cannot find it. Can you chase this up?',
  ],
  [
    'shipping',
    'Can I collect it myself?\nI am in town tomorrow, could I pick the order up at your warehouse instead of waiting for the van?',
  ],
  ['question', 'Which size?\nI am 1.75 m tall and between M and L. Which one would you recommend for running?'],
  ['question', 'Gift wrapping\nDo you also wrap presents, and can I add a card with a message?'],
  ['question', 'Vegan leather?\nIs the strap real leather or something vegan? I could not find it in the description.'],
  ['question', 'Geschenkgutschein\nKann ich bei euch Gutscheine kaufen und wie lange sind sie gültig?'],
  ['question', 'Spülmaschinenfest?\nSind die Becher spülmaschinenfest, und bis wie viel Grad?'],
  ['question', 'Schulklasse\nWir möchten mit einer Klasse Ihre Werkstatt besuchen. Bieten Sie Führungen an?'],
  [
    'question',
    'Instrucciones en español\n¿Dónde puedo descargar el manual de la lavadora en español? No lo encuentro.',
  ],
  ['question', '¿Hacen envíos a Canarias?\nQuería saber si venden también a Canarias antes de comprar una bicicleta.'],
  ['question', 'Compatibilité\nBonjour, cette tablette est-elle compatible avec un clavier d’une autre marque ?'],
  [
    'question',
    'Difference between the two models\nWhat is the difference between the S and the S Pro, apart from the weight? Is the Pro worth it?',
  ],
  [
    'question',
    'Job as a tester\nI review gadgets on my blog. Do you lend out devices for tests, and whom would I have to write to?',
  ],
  ['question', 'Travel adapter\nI am moving to Japan. Will the charger work there with 100 volts?'],
  [
    'spam',
    'Congratulations!!!\nYour e-mail address was selected. To receive your reward of 1.000.000 dollars send us your bank details today.',
  ],
  [
    'spam',
    'Cheap followers\nGet 10,000 real followers for your shop within 24 hours. Prices start at $49. Visit our page now!',
  ],
  [
    'spam',
    'Letzte Chance\nVerdienen Sie 5.000 Euro im Monat von zu Hause. Klicken Sie auf den Link und sichern Sie sich Ihren Platz!',
  ],
  [
    'spam',
    'Oportunidad única\nInvierta 250 euros y gane diez veces más en una semana. Haga clic aquí antes de que termine la oferta.',
  ],
  [
    'spam',
    'Your mailbox is almost full\nYour mail storage has reached its limit. Log in with the link below within 24 hours or your messages will be deleted.',
  ],
];
