/** Who receives mail to an address, from any state: resolve, explain, compare. Pure. */
export { compare } from './compare';
export { components } from './components';
export type { Component } from './components';
export type { DeliveryChange, DeliverySide } from './compare';
export type { CaughtBy, Refusal } from './decide';
export { compareEffects, describeAddresses, describeEffect, describeRefusal } from './effects';
export type { AddressList, Effect } from './effects';
export { explain, renderExplanation } from './explain';
export type { Explanation, RouteStep } from './explain';
export { resolve } from './resolve';
export type { Delivery } from './resolve';
export { routingTable } from './table';
export type { RoutedObject, RoutingTable } from './table';
