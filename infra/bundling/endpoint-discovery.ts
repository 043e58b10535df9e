/**
 * Stands in for the SDK's discovery of endpoints when a function is bundled.
 *
 * DynamoDB is asked at the endpoint of its Region, or at the one that the environment names, and neither is discovered. The
 * discovery brings a cache with its data structures, 9 KB that every cold start would load for nothing.
 */
const isOff = (): boolean => false;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: isOff,
  configFileSelector: isOff,
  default: false,
};

export const resolveEndpointDiscoveryConfig = <Config extends object>(config: Config): Config => config;
