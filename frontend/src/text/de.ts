import { en } from './en.js';
import type { Catalogue } from './catalogue.js';

export const de: Catalogue = { ...en };
