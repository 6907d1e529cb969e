import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FileCapability, FileFacts } from '#libs/catalog/kit';
import { newId, toolAccessRpc, toolFileBytes, type RpcOut } from '#libs/contracts';
import { Blobs } from '#libs/platform/blobs';
import { RpcClient } from '#libs/platform/rpc';
import type { ToolCall, ToolOrigin } from '../tool-source.js';

type File = RpcOut<typeof toolAccessRpc.file>['file'];

const facts = ({ id, name, contentType, bytes }: File): FileFacts => ({ artifactId: id, name, contentType, bytes });

/** The rows are the company's; the contents lie in the blob store that both reach. */
@Injectable()
export class CompanyFiles {
  constructor(
    private readonly rpc: RpcClient,
    private readonly blobs: Blobs,
  ) {}

  capability(call: ToolCall): FileCapability {
    const { caller, signal } = call;
    const options = { caller, signal };
    const origin = placeOf(call.origin);
    return {
      write: async ({ name, contentType, content }) => {
        const id = newId('artifact');
        const blobKey = `${caller.companyId}/artifacts/${id}`;
        const { size } = await this.blobs.put(blobKey, content, { contentType, maxBytes: toolFileBytes });
        const key = createHash('sha256')
          .update(JSON.stringify([call.key, name]))
          .digest('base64url');
        try {
          const request = { id, name, contentType, bytes: size, blobKey, key, ...origin };
          const { file } = await this.rpc.call(toolAccessRpc.recordFile, request, options);
          return { artifactId: file.id, name: file.name, bytes: file.bytes };
        } catch (error) {
          await this.blobs.delete(blobKey);
          throw error;
        }
      },
      read: async (id) => {
        const { file } = await this.rpc.call(toolAccessRpc.file, { id }, options);
        return { name: file.name, contentType: file.contentType, content: await this.blobs.read(file.blobKey) };
      },
      list: async ({ everywhere = false, limit = 50 }) => {
        const where = everywhere ? {} : origin;
        const { files } = await this.rpc.call(toolAccessRpc.files, { ...where, limit }, options);
        return files.map(facts);
      },
      find: async (name) => {
        const own = await this.rpc.call(toolAccessRpc.files, { ...origin, name, limit: 1 }, options);
        if (own.files[0] || Object.keys(origin).length === 0) return own.files[0] && facts(own.files[0]);
        const { files } = await this.rpc.call(toolAccessRpc.files, { name, limit: 1 }, options);
        return files[0] && facts(files[0]);
      },
    };
  }
}

/** Files belong to the task that makes them, else to the run. */
const placeOf = ({ taskId, runId }: ToolOrigin = {}) =>
  taskId !== undefined ? { taskId } : runId !== undefined ? { runId } : {};
