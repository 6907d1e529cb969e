import { bodyOf, missingIn, newSource } from './source-draft.js';

describe('a source as it is typed', () => {
  it('sends the fields of its kind alone', () => {
    const draft = {
      ...newSource,
      name: ' Site ',
      url: 'https://a.example/sitemap.xml ',
      bucket: 'left',
      credential: 'crd_1',
    };
    expect(bodyOf(draft)).toEqual({
      name: 'Site',
      everyMinutes: 1440,
      trusted: false,
      config: { kind: 'sitemap', url: 'https://a.example/sitemap.xml', credential: 'crd_1' },
    });
    expect(bodyOf({ ...draft, kind: 'folder', agent: 'Ann', everyMinutes: '' })).toMatchObject({
      everyMinutes: null,
      config: { kind: 'folder', agent: 'Ann' },
    });
  });

  it('knows what is missing', () => {
    expect(missingIn(newSource)).toEqual(['name', 'url']);
    expect(missingIn({ ...newSource, kind: 's3', name: 'x', bucket: 'b' })).toEqual([]);
  });
});
