/**
 * Stands in for the SDK's event streams when a function is bundled.
 *
 * No operation that a function calls has one. The SDK imports them only when it meets one, for which a bundler must
 * wrap every module that they share with the rest; each cold start would unwrap them for nothing.
 */
const notBundled = (): never => {
  throw new Error('The functions are bundled without event streams');
};

export const eventStreamSerdeProvider = notBundled;

export const resolveEventStreamSerdeConfig = <Config extends object>(config: Config): Config => config;

export class EventStreamSerde {
  constructor() {
    notBundled();
  }
}
