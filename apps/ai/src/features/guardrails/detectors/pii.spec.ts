import { piiKinds, type PiiKind } from '#libs/contracts';
import { findPii } from './pii.js';

const seen = (text: string, kinds: readonly PiiKind[] = piiKinds) =>
  findPii(text, kinds).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);

describe('personal data', () => {
  it.each<[string, string[]]>([
    ['Write to marta.novak+x@mail.example.co.uk, please.', ['email:marta.novak+x@mail.example.co.uk']],
    ['<a@b.de>;"jörg@müller.de"', ['email:a@b.de', 'email:jörg@müller.de']],
    ['IBAN DE89 3704 0044 0532 0130 00 please', ['iban:DE89 3704 0044 0532 0130 00']],
    ['gb82west12345698765432, NL91ABNA0417164300', ['iban:gb82west12345698765432', 'iban:NL91ABNA0417164300']],
    [
      'DE89370400440532013000 GB82 WEST 1234 5698 7654 32',
      ['iban:DE89370400440532013000', 'iban:GB82 WEST 1234 5698 7654 32'],
    ],
    ['card 4111 1111 1111 1111 exp 12/29', ['card:4111 1111 1111 1111']],
    ['5555-5555-5555-4444 or 378282246310005', ['card:5555-5555-5555-4444', 'card:378282246310005']],
    ['from 8.8.8.8 and 2001:4860:4860::8888.', ['ip:8.8.8.8', 'ip:2001:4860:4860::8888']],
    ['Call +49 (0)30 1234-5678 or 0049 171 2345678', ['phone:+49 (0)30 1234-5678', 'phone:0049 171 2345678']],
    ['(212) 555-0123, 415-555-0199', ['phone:(212) 555-0123', 'phone:415-555-0199']],
    ['030 / 123 456 78', ['phone:030 / 123 456 78']],
    ['Tel.: 1234567, Handy 0171 2345678', ['phone:1234567', 'phone:0171 2345678']],
    ['Steuer-ID 86095742719', ['national-id:86095742719']],
    ['DNI 12345678Z, NIE X1234567L', ['national-id:12345678Z', 'national-id:X1234567L']],
    ['CF RSSMRA85T10A562S', ['national-id:RSSMRA85T10A562S']],
    ['sécu 1 85 05 78 006 084 91', ['national-id:1 85 05 78 006 084 91']],
    ['PESEL: 44051401359', ['national-id:44051401359']],
    ['85.07.30-033.28', ['national-id:85.07.30-033.28']],
    ['529.982.247-25', ['national-id:529.982.247-25']],
    ['811218-9876', ['national-id:811218-9876']],
    ['131052-308T', ['national-id:131052-308T']],
    ['756.9217.0769.85', ['national-id:756.9217.0769.85']],
    ['BSN 111222333', ['national-id:111222333']],
    ['11010519491231002X', ['national-id:11010519491231002X']],
    ['NHS 943 476 5919', ['national-id:943 476 5919']],
    ['SSN 123-45-6789', ['national-id:123-45-6789']],
  ])('is found: %s', (text, expected) => expect(seen(text)).toEqual(expected));

  it.each([
    'Order 4111111111111111 was shipped',
    'Bestellnummer: 4111111111111111',
    'card 4111 1111 1111 1112',
    'tracking 1Z999AA10123456784',
    'HA-10432 on 2026-11-02 for €249.00',
    'IBAN DE89 3704 0044 0532 0130 01',
    'DE12 is a road, XX89 3704 0044 0532 0130 00 no country',
    'version 1.2.3.4 and v 10.20.30.40',
    'host 127.0.0.1, 10.0.0.8, 192.168.1.1, 256.1.1.1, fe80::1',
    'at 12:30:45 on 01:02:03',
    'std::string a::b',
    'follow @handle, mail@, @example.com and a@b',
    'pi is 3.14159265358979 and 0.1234567',
    'ids 20261102, 1234567890, 550e8400-e29b-41d4-a716-446655440000',
    'ISBN 978-3-16-148410-0',
    '05 11 2026 and 2026-11-05T10:20:30.123Z',
    '44051401359 is a number, 111222333 too',
    '1,234,567,890.00 EUR; 1 000 000',
    'sha 4111111111111111aa, 0x4111111111111111',
    'run_01h455vb4pex5vsknk084sn02q',
  ])('is not seen in: %s', (text) => expect(seen(text)).toEqual([]));

  it('of the kinds that are asked for', () => expect(seen('a@b.de and 8.8.8.8', ['ip'])).toEqual(['ip:8.8.8.8']));

  it('is never written down', () => {
    const text = 'marta@example.com DE89370400440532013000 4111 1111 1111 1111 +49 171 2345678 12345678Z 8.8.8.8';
    const found = findPii(text, piiKinds);
    expect(found).toHaveLength(6);
    for (const { sample, reason, start, end } of found) {
      expect(`${sample} ${reason}`).not.toContain(text.slice(start, end));
      expect(sample).not.toMatch(/\d{4}|marta|example/);
    }
  });
});
