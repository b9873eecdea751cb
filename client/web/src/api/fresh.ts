// Searches see what this window wrote, whichever server answers them: they carry the token of the last write.
import { create } from '@bufbuild/protobuf';
import type { Interceptor } from '@connectrpc/connect';
import { ReadOptionsSchema, type ReadOptions } from '@gen/common_pb';
import { Search } from '@gen/search_service_pb';
import { problemOf } from './problem';

export function fresh(): Interceptor {
  let token = '';
  return (next) => async (request) => {
    if (request.stream) return next(request);
    const takes = (name: string) => request.method.input.fields.some((field) => field.name === name);
    if (token && request.service.typeName === Search.typeName && takes('read_options')) {
      const message = request.message as { readOptions?: ReadOptions };
      message.readOptions = create(ReadOptionsSchema, { atLeastAsFresh: token });
      try {
        return await next(request);
      } catch (error) {
        // Another store lies under the server by now: nothing of what was written before is in it.
        if (problemOf(error).reason !== 'INVALID_CONSISTENCY_TOKEN') throw error;
        token = '';
        message.readOptions = undefined;
        return next(request);
      }
    }
    const answer = await next(request);
    if (!answer.stream && takes('request_id')) {
      token = (answer.message as { consistencyToken?: string }).consistencyToken || token;
    }
    return answer;
  };
}
