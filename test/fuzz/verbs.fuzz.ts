import { describe } from 'node:test';
import { type DecisionVerb, refusal, verbs } from '../../src/extender/verbs.ts';
import { checkFilter, checkPrioritize } from './check-args.ts';
import { checkPreempt } from './check-preempt.ts';
import { argsCases, type Case, preemptCases, questionOf } from './requests.ts';
import { fuzz, requestsPerVerb } from './settings.ts';
import { stageAt, stages } from './stage.ts';

const everywhere = [...stages.keys()];

describe('the verbs, whatever they are asked', () => {
  fuzz({
    title: 'filter',
    runs: requestsPerVerb,
    cases: argsCases(everywhere),
    check: (each) => checkFilter(questionOf(each), answerTo('filter', each)),
  });
  fuzz({
    title: 'prioritize',
    runs: requestsPerVerb,
    cases: argsCases(everywhere),
    check: (each) => checkPrioritize(questionOf(each), answerTo('prioritize', each)),
  });
  fuzz({
    title: 'preempt',
    runs: requestsPerVerb,
    cases: preemptCases(everywhere),
    check: (each) => checkPreempt(questionOf(each), answerTo('preempt', each)),
  });
});

/** As the routes answer, except that an exception ends the test instead of being told as an error. */
function answerTo(verb: DecisionVerb, { stage, text }: Case): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refusal(verb, 'is no JSON').json;
  }
  return verbs[verb].answer(stageAt(stage).session, body).json;
}
