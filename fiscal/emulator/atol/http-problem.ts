/** A refusal of the server itself: `{error: {code: 505, description}}` under an HTTP status. */
export interface HttpProblem {
  readonly status: number;
  readonly description: string;
}

const WEB_FAILURE = 505;

export function problem(status: number, description: string): HttpProblem {
  return { status, description };
}

export function problemBody({ description }: HttpProblem): object {
  return { error: { code: WEB_FAILURE, description } };
}
