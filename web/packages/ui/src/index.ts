export * from './icons';
export * from './json-view';
export * from './panel';
export * from './row';
export * from './sparkline';
export * from './status';
export * from './text';
export * from './theme';
