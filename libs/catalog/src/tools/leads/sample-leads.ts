import { domainOf, type Lead } from './lead-fields.js';
import type { LeadWish } from './lead-sources.js';

/** company | domain | industry | country | employees | contact | role | e-mail | phone | about. Invented; some stand there twice, as in any list. */
const table = `
Nordlicht Akustik GmbH | nordlicht.example | retail | DE | 48 | Jana Brandt | Head of Purchasing | jana.brandt@nordlicht.example | +49 30 5550101 | Shops for loudspeakers and headphones in six cities
NORDLICHT AKUSTIK | https://www.nordlicht.example/shop | retail | DE | - | - | - | info@nordlicht.example | - | Hi-fi and home cinema
Lumen & Lys AS | lumenlys.example | retail | NO | 22 | Eirik Solberg | Owner | eirik@lumenlys.example | - | Lamps and small electronics
Casa Sonora SL | casasonora.example | retail | ES | 130 | Lucía Ferrer | Purchasing Manager | lucia.ferrer@casasonora.example | +34 91 5550102 | Chain of music and audio shops
Casa Sonora | casasonora.example | retail | ES | 130 | Marcos Gil | IT | marcos.gil@casasonora.example | - | Chain of music and audio shops
Brightwave Studios Ltd | brightwave.example | media | GB | 75 | Amelia Ward | Studio Manager | amelia@brightwave.example | +44 20 5550103 | Recording studios for podcasts and audio books
Brightwave Studios Limited | - | media | GB | 80 | Amelia Ward | Studio Manager | AMELIA@brightwave.example | - | Recording studios
Polder Podcasts BV | polderpodcasts.example | media | NL | 12 | Sanne de Wit | Producer | sanne@polderpodcasts.example | - | Podcasts for public bodies
Atelier Ondes SARL | ondes.example | media | FR | 35 | Hugo Lambert | Technical Director | hugo.lambert@ondes.example | +33 1 5550104 | Sound design for film
Kessler Hotels AG | kesslerhotels.example | hospitality | CH | 640 | Regula Kessler | Head of Purchasing | r.kessler@kesslerhotels.example | +41 44 5550105 | Eleven hotels with conference rooms
Hotel Gruppe Donau GmbH | donauhotels.example | hospitality | AT | 410 | Paul Eder | Facility Manager | paul.eder@donauhotels.example | - | Hotels along the Danube
Fjordblick Hotel KG | fjordblick.example | hospitality | DE | 58 | - | - | empfang@fjordblick.example | +49 431 5550106 | One hotel at the sea
Hexagon Fitness Oy | hexagonfitness.example | fitness | FI | 210 | Aino Laine | Operations Manager | aino.laine@hexagonfitness.example | - | Gyms that play music of their own
Vertikal Klettern GmbH | vertikal.example | fitness | DE | 65 | Tim Vogt | Managing Director | tim@vertikal.example | +49 89 5550107 | Climbing halls
Meridian Logistics Inc. | meridianlogistics.example | logistics | US | 2100 | Dana Cole | Fleet Manager | dana.cole@meridianlogistics.example | +1 312 5550108 | Freight by road and rail
Baltik Frakt UAB | baltikfrakt.example | logistics | LT | 95 | - | - | office@baltikfrakt.example | - | Sea freight
Klang & Raum GmbH | klangraum.example | construction | DE | 27 | Miriam Ott | Architect | ott@klangraum.example | +49 221 5550109 | Acoustics of offices and concert halls
Sonnenhof Schulen gGmbH | sonnenhof.example | education | DE | 320 | Katrin Maurer | Head of Purchasing | maurer@sonnenhof.example | - | Seven schools, each with a stage
Escola Mar SA | escolamar.example | education | PT | 150 | Rui Tavares | IT | rui.tavares@escolamar.example | - | Language schools with media labs
Audio Corner (Berlin) | - | retail | DE | 4 | Murat Aydin | Owner | audiocorner.berlin@gmail.com | +49 30 5550110 | A shop for used hi-fi
Plattenkiste Berlin | - | retail | DE | 3 | Svenja Holt | Owner | plattenkiste.berlin@gmail.com | - | Records and turntables
`;

let samples: Lead[] | undefined;
const all = (): Lead[] => (samples ??= table.trim().split('\n').map(toLead));

/** Each word of the query stands somewhere in the lead; industry and country are those that are asked for. */
export function findSamples({ query = '', industry, country, limit }: LeadWish): Lead[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const isSame = (told: string | null | undefined, wanted: string | undefined) =>
    wanted === undefined || told?.toLowerCase() === wanted.trim().toLowerCase();
  const found = all().filter((each) => {
    const text = Object.values(each).join(' ').toLowerCase();
    return (
      isSame(each.industry, industry) && isSame(each.country, country) && words.every((word) => text.includes(word))
    );
  });
  return found.slice(0, limit);
}

/** The fullest row of a company. */
export const sampleDetails = (domain: string): Lead | undefined =>
  all().find((each) => domainOf(each.domain) === domain);

function toLead(line: string): Lead {
  const [company, domain, industry, country, employees, contact, role, email, phone, about] = line
    .split('|')
    .map((cell) => cell.trim())
    .map((cell) => (cell === '-' ? null : cell));
  return {
    company: company!,
    domain,
    industry,
    country,
    employees: employees === null ? null : Number(employees),
    contact,
    role,
    email,
    phone,
    about,
  };
}
