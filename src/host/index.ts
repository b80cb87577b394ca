/** The port that every driver implements. */
export * from './codec';
export * from './decoded';
export * from './error';
export * from './facts';
export * from './observe';
export * from './port';
export * from './settings';
export * from './values';
