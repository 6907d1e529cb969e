export { Blobs, type BlobContent, type BlobInfo, type BlobPage, type PutOptions } from './blobs.port.js';
export { openBlobs } from './open-blobs.js';
export { blobLocation, type BlobLocation } from './blob-location.js';
