import type { ExplanationSeen } from '../api.ts';

/** Asks why a pod is where it is. Resolves with what to say where there is no answer. */
export async function askWhy(pod: string): Promise<ExplanationSeen | { readonly failed: string }> {
  const path = pod.split('/').map(encodeURIComponent).join('/');
  try {
    const response = await fetch(`/api/v1/explain/${path}`);
    if (response.status === 404) return { failed: 'This pod is not there any more.' };
    if (!response.ok) return { failed: 'slicewise is busy with other explanations; try again in a moment.' };
    return await response.json();
  } catch {
    return { failed: 'slicewise cannot be reached.' };
  }
}
