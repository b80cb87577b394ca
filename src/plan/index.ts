/** From desired and observed state to a plan, and a plan to something a person can read. */
export { isBlocked, PLAN_FORMAT } from './plan';
export type { Action, AttributeChange, Change, Plan, PlannedHost, Undeclared } from './plan';
export { ALL_PLAN_FINDINGS, foresee, isUntampered, makePlan } from './make';
export type { Outlook, PlanInput } from './make';
export type { FutureObject } from './after';
export { lookOf } from './look';
export type { LastLook, Look } from './look';
export { holds, overlaid, storedAttributes } from './compare';
export { PLAIN, renderFindings, renderText } from './render/text';
export type { Paint, TextOptions } from './render/text';
export { renderMarkdown } from './render/markdown';
export type { MarkdownOptions } from './render/markdown';
export { renderJson } from './render/json';
export { summaryOf } from './render/rows';
export { parsePlan } from './parse';
export type { ParsedPlan } from './parse';
export { planJsonSchema } from './schema';
export { PLAN_FILE_FINDINGS } from './findings';
