import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** A PDF whose pages each show these lines; streams packed as writers of PDFs do. */
export function pdfOf(pages: readonly (readonly string[])[]): Uint8Array {
  return pdfWith(
    pages.map((lines) => {
      const shown = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join('\n');
      return deflateSync(Buffer.from(`BT /F1 12 Tf 14 TL 40 700 Td\n${shown}\nET`, 'latin1'));
    }),
  );
}

/** A PDF with these packed streams as the contents of its pages. */
export function pdfWith(streams: readonly Uint8Array[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  const object = (...content: (string | Uint8Array)[]) => {
    offsets.push(length);
    const whole = Buffer.concat(
      [`${offsets.length} 0 obj\n`, ...content, '\nendobj\n'].map((part) => Buffer.from(part as string)),
    );
    parts.push(whole);
    length += whole.length;
  };
  const kids = streams.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  object('<< /Type /Catalog /Pages 2 0 R >>');
  object(`<< /Type /Pages /Kids [${kids}] /Count ${streams.length} >>`);
  object('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  streams.forEach((stream, index) => {
    const resources = '/Resources << /Font << /F1 3 0 R >> >>';
    object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${5 + index * 2} 0 R ${resources} >>`);
    object(`<< /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`, stream, '\nendstream');
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = offsets.length + 1;
  const end = `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer << /Size ${count} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}

/** A zip archive. `claims`: what it says the files have unpacked, where that is not the truth. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>, claims?: number): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const size = claims ?? Buffer.byteLength(content as string);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(Buffer.from(content as string)), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(size, 18);
    facts.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const table = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, table, end]);
}

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const package_ = 'http://schemas.openxmlformats.org/package/2006';

/** The files of a Word document with this body; `head` stands before it. */
export const docxFiles = (body: string, head = ''): Record<string, string> => ({
  '[Content_Types].xml': `<Types xmlns="${package_}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${package_}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
  'word/document.xml': `${head}<w:document ${word}><w:body>${body}</w:body></w:document>`,
});
const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
export const docxHeading = (text: string, level = 1): string =>
  `<w:p><w:pPr><w:pStyle w:val="Heading${level}"/></w:pPr>${run(text)}</w:p>`;
export const docxParagraph = (text: string): string => `<w:p>${run(text)}</w:p>`;
