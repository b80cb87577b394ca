/** The model: kinds, attributes, traits, values and findings, declared once. */
export * from './attribute';
export * from './digest';
export * from './finding';
export * from './host';
export * from './json';
export * from './kind';
export * from './kinds';
export * from './names';
export * from './parse';
export * from './printable';
export * from './recipient';
export * from './state';
export * from './values';
