import type { OperationOutcome } from './types';

/** One thing that the server found wrong, with the place it found it. */
export interface ProblemIssue {
  readonly code: string;
  readonly message: string;
  readonly location?: string | undefined;
}

/** A refused or failed request: the HTTP status, the machine code, and what the server said about it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly issues: readonly ProblemIssue[] = [],
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  retryAfterSeconds?: number;
  issues?: { code?: string; message?: string; location?: string; place?: string }[];
  resourceType?: string;
}

/** Reads an OperationOutcome or an RFC 9457 problem into one error; an unreadable body keeps the status. */
export function errorFromBody(status: number, text: string): HttpError {
  const body = parseObject(text);
  if (body?.resourceType === 'OperationOutcome') return errorFromOutcome(status, body as OperationOutcome);
  const issues = (body?.issues ?? []).map((issue) => ({
    code: issue.code ?? 'invalid',
    message: issue.message ?? issue.code ?? '',
    location: issue.location ?? issue.place,
  }));
  return new HttpError(status, body?.code ?? 'http', body?.detail ?? body?.title ?? '', issues, body?.retryAfterSeconds);
}

export function errorFromOutcome(status: number, outcome: OperationOutcome | undefined): HttpError {
  const issues = (outcome?.issue ?? []).map((issue) => ({
    code: issue.code,
    message: issue.diagnostics ?? issue.details?.text ?? issue.code,
    location: issue.expression?.[0],
  }));
  return new HttpError(status, issues[0]?.code ?? 'http', issues[0]?.message ?? '', issues);
}

function parseObject(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // A proxy's HTML error page is not JSON; the status alone then tells what happened.
    return undefined;
  }
}
