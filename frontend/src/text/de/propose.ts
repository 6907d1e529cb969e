import type { propose as english } from '../en/propose.js';
import type { Translated } from '../catalogue.js';

export const propose: Translated<typeof english> = {
  'propose.new.label': 'Was soll geschehen?',
  'propose.new.placeholder':
    'Wenn ein Kunde schreibt, finde heraus, worum es geht, und frage jemanden, bevor Geld zurückgezahlt wird.',
  'propose.new.hint': 'Ein Modell entwirft ihn; Sie sehen den Entwurf, bevor er gilt.',
  'propose.new.do': 'Workflow entwerfen',
  'propose.missing': 'Sagen Sie in einem Satz, was geschehen soll.',
  'propose.noModel':
    'Ein Modell kann Workflows aus einem Satz entwerfen. Hier sind nur die eingebauten Regeln eingerichtet, und die können es nicht.',
  'propose.noModel.do': 'Anbieter einrichten',
  'propose.noModel.ask': 'Eine Administratorin oder ein Administrator kann einen Anbieter einrichten.',
  'propose.thinking': 'Das Modell überlegt',
  'propose.drafting': { one: '{count} Schritt bisher entworfen', other: '{count} Schritte bisher entworfen' },
  'propose.mending': 'Der Entwurf wird geprüft und ausgebessert',
  'propose.cancel': 'Abbrechen',
  'propose.failed': 'Der Workflow konnte nicht entworfen werden.',
  'propose.look': 'Zeigen',
  'propose.change': 'Mit einem Satz ändern',
  'propose.change.help': 'Ein Modell ändert den Entwurf. Sie sehen, was anders ist, bevor es gilt.',
  'propose.change.label': 'Was soll anders sein?',
  'propose.change.placeholder': 'Frage zwei Personen statt einer, und erinnere sie nach einem Tag.',
  'propose.change.do': 'Änderung entwerfen',
  'propose.title': 'Vorgeschlagener Entwurf',
  'propose.accept': 'Entwurf übernehmen',
  'propose.reject': 'So lassen, wie es war',
  'propose.taken': 'Der vorgeschlagene Entwurf wurde übernommen',
  'propose.other': 'Was soll daran anders sein?',
  'propose.other.do': 'Neu entwerfen',
  'propose.questions': 'Was das Modell gern wüsste',
  'propose.problems': { one: '{count} Problem ist übrig', other: '{count} Probleme sind übrig' },
  'propose.by': 'Von {model}, {money}, {time}',
};
