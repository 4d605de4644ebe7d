import { toolOperations } from '@/lib/contract/tool';
import { problemFrom } from '@/lib/http/problem';
import { requestIdOf } from '@/lib/http/request';
import { serve } from '@/lib/http/route';
import { notFound } from '@/lib/services/errors';
import { blockTool } from '@/lib/services/tool/block';
import { changeTool } from '@/lib/services/tool/change';
import { previewToolChange } from '@/lib/services/tool/preview';
import { readTool } from '@/lib/services/tool/read';
import { reviewTool } from '@/lib/services/tool/review';

export const dynamic = 'force-dynamic';

// A tool's id has a slash in it, which a path may carry escaped or as it is. So one route serves all that
// is below /tools, and the last segment of a POST is its verb.
export const GET = serve(toolOperations.read, readTool);
export const PATCH = serve(toolOperations.change, changeTool);

const verbs = new Map([
  ['review', serve(toolOperations.review, reviewTool)],
  ['block', serve(toolOperations.block, blockTool)],
  ['preview', serve(toolOperations.preview, previewToolChange)],
]);

export const POST = Object.assign(
  async (request: Request, { params }: { params: Promise<{ id: string[] }> }): Promise<Response> => {
    const id = [...(await params).id];
    const last = id.pop() ?? '';
    const verb = verbs.get(last);
    if (verb === undefined || id.length === 0) {
      return problemFrom(notFound('verb of a tool', last), requestIdOf(request));
    }
    return verb(request, { params: Promise.resolve({ id }) });
  },
  { verbs },
);
