import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinary } from './find-binary.js';
import { serverFolder } from './server-process.js';

export interface Certificates {
  folder: string;
  /** PEM of the authority. */
  ca: string;
  /** Files. */
  caFile: string;
  certificate: string;
  key: string;
}

const openssl = (folder: string, ...args: string[]) =>
  void execFileSync(findBinary(['openssl'], 'openssl'), args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
const keys = {
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
  rsa: ['-newkey', 'rsa:2048', '-nodes'],
};

/** An authority of one's own, and a certificate of it for a server that goes by this name. Made by openssl. */
export function makeCertificates(name = 'localhost', kind: keyof typeof keys = 'ec'): Certificates {
  const newKey = keys[kind];
  const folder = serverFolder('certificates');
  openssl(
    folder,
    'req',
    '-x509',
    ...newKey,
    ...['-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Our own authority'],
  );
  openssl(folder, 'req', ...newKey, ...['-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${name}`]);
  writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${name}\n`);
  const signed = ['-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
  openssl(folder, 'x509', '-req', ...signed, '-days', '2', '-out', 'server.pem');
  const [caFile, certificate, key] = ['ca.pem', 'server.pem', 'server.key'].map((file) => join(folder, file));
  return { folder, ca: readFileSync(caFile!, 'utf8'), caFile: caFile!, certificate: certificate!, key: key! };
}
