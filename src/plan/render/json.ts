/** A plan as the text of a plan file: indented, its keys always in the same order, the same for the same plan. */
import type { Plan } from '../plan';
import { planSchema } from '../schema';

/** Writes a plan; ends with a line break. {@link parsePlan} reads it back. */
export const renderJson = (plan: Plan): string => `${JSON.stringify(planSchema.parse(plan), null, 2)}\n`;
